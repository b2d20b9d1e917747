"""Public notices of the European Union in XML (eForms), read into the same facts as OCDS ones.

`tree` parses safely, `check` says what makes a notice invalid and where, `notice` reads the facts, `results` who won.
"""
