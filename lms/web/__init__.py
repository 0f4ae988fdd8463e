"""What every page leans on: errors, headers, assets, forms, navigation. Knows no room above it."""
