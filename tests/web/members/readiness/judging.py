"""The page on which answers are judged, as a browser sends it."""

import re
from datetime import timedelta

from django.utils import timezone


def judged(client, member, page="readiness", **typed):
    """What comes of recording a judgement of the page as it is now, with what is typed otherwise."""
    sent = {**opened(client, member, page), "statement": "Seen on site.", **typed}
    sent.setdefault("valid_until", (timezone.localdate() + timedelta(days=365)).isoformat())
    return client.post(f"/members/{member.pk}/{page}/judge/", sent)


def opened(client, member, page="readiness"):
    """The fields of the page as it stands in a browser: what the firm said, and the state that was looked at."""
    html = client.get(f"/members/{member.pk}/{page}/judge/").content.decode()
    return dict(re.findall(r'<input type="hidden" name="([\w.]+)" value="([^"]*)"', html))
