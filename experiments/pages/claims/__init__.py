"""The register of claims as pages and figures."""
