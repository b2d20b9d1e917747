"""The fast select says exactly what Django's says."""

from django import forms

from midas.web.shell.choices import Choices

CHOICES = [("", "any"), ("a<", "A & B"), ("Group", [("b", "B"), ("c", "C")])]


class Both(forms.Form):
    one = forms.ChoiceField(choices=CHOICES, widget=Choices(attrs={"class": "form-select"}), required=False)
    other = forms.ChoiceField(
        choices=CHOICES, widget=forms.Select(attrs={"class": "form-select"}), required=False
    )


def marks(field):
    return "".join(str(field).split()).replace("other", "one")


def test_it_is_written_as_djangos_own():
    for value in ("", "a<", "c"):
        form = Both({"one": value, "other": value})
        assert marks(form["one"]) == marks(form["other"])
        assert "A &amp; B" in str(form["one"])
