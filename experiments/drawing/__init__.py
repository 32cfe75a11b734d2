"""What figures share: colours, bands, panels. Nothing here is a figure."""
