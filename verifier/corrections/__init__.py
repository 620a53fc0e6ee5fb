"""Values that a person gave in the place of what was read.

`values`: what may be given for a field. `basis`: what was read when it was given; while that is the same, the
correction holds. `application`: the documents with the corrected values, before any check looks at them.
"""
