"""Parts that pages are put together from: pictures, forms, filters, explanations."""

import json
import re

from django import forms
from django.template import Context, Template


def rendered(source, **context):
    return Template("{% load midas %}" + source).render(Context(context))


def picture(option, table=None):
    return rendered('{% chart "pic" option "What it shows" table 200 %}', option=option, table=table)


def test_a_pictures_data_cannot_end_its_script():
    html = picture({"title": {"text": "</script><script>alert(1)</script>"}})
    assert html.count("</script>") == 1
    data = re.search(r'<script id="pic" type="application/json">(.*?)</script>', html).group(1)
    assert json.loads(data)["title"]["text"].startswith("</script>")


def test_a_picture_says_what_it_shows_and_has_its_figures_in_a_table():
    html = picture({}, {"head": ["Firm", "Size"], "rows": [[{"text": "A & B", "url": "/members/1/"}, 7]]})
    assert 'role="img" aria-label="What it shows The figures are in the table below."' in html
    assert '<a href="/members/1/">A &amp; B</a>' in html
    assert "<td>7</td>" in html


def test_a_figure_of_nothing_is_a_figure():
    assert "<td>0</td>" in picture({}, {"head": ["n"], "rows": [[0]]})


class Form(forms.Form):
    name = forms.CharField(label="Name", help_text="Yours.")
    sure = forms.BooleanField(label="Sure", required=False)

    def clean(self):
        raise forms.ValidationError("Not like this.")


def test_what_is_wrong_comes_first_each_linked_to_its_field():
    html = rendered("{% form_fields form %}", form=Form({"name": ""}))
    assert '<a href="#id_name">This field is required.</a>' in html
    assert "<li>Not like this.</li>" in html
    assert html.index("There is a problem") < html.index("<input")
    assert 'aria-invalid="true"' in html


def test_a_form_that_was_not_sent_complains_of_nothing():
    html = rendered("{% form_fields form %}", form=Form())
    assert "problem" not in html
    assert '<label class="form-label" for="id_name">' in html
    assert 'class="form-check-input"' in html


def test_filters_keep_what_they_are_told_to_and_can_be_cleared(rf):
    request = rf.get("/members/", {"name": "x", "view": "table"})
    html = rendered("{% filter_form form keep %}", form=Form(request.GET), keep=["view"], request=request)
    assert '<input type="hidden" name="view" value="table">' in html
    assert '<a class="btn btn-ghost" href="/members/">Clear</a>' in html


def test_downloads_keep_filters_and_drop_the_page(rf):
    html = rendered("{% export_links %}", request=rf.get("/members/?q=a%26b&page=3"))
    assert 'href="?q=a%26b&amp;_export=csv"' in html
    assert 'href="?q=a%26b&amp;_export=xlsx"' in html


def test_an_address_changes_only_what_it_is_told_to(rf):
    html = rendered("{% replace_query view='table' page='' %}", request=rf.get("/?q=x&page=3&view=cards"))
    assert html == "?q=x&amp;view=table"


def test_an_explanation_is_a_link_that_opens_in_the_drawer_and_says_of_what():
    html = rendered("{% why '/x/' '' 'is this so' %}")
    assert 'href="/x/" hx-get="/x/" hx-target="#drawer-body"' in html
    assert 'why?<span class="visually-hidden"> is this so</span>' in html
