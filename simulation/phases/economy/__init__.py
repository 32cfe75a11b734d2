"""The economy without poles: plans, labour, inputs, goods, finance, entry and exit."""
