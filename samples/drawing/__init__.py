"""Pages as lists of things to draw, in millimetres, and the two ways to put them on paper: pixels and PDF."""
