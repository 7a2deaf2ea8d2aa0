"""What leaves the house about notices: the posted sheet, the signed bundle for the public portal, its letters back."""
