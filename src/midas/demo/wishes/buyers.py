"""Customers made up for the demo. Their identifiers are of a register that does not exist (`GB-DEMO`)."""

from __future__ import annotations

from midas.demo.wishes.model import Buyer

BUYERS: dict[str, Buyer] = {
    "don": Buyer(1001, "Don Valley Combined Authority", "Sheffield", "UKE3"),
    "tees": Buyer(1002, "Tees Moor Combined Authority", "Middlesbrough", "UKC1"),
    "humber": Buyer(1003, "Humberhead Council", "Kingston upon Hull", "UKE1"),
    "calder": Buyer(1004, "Calder and Aire Schools Trust", "Leeds", "UKE4"),
    "rivers": Buyer(1005, "Northern Rivers Hospitals Trust", "York", "UKE"),
    "wash": Buyer(1006, "Fen and Wash Community Health Trust", "Cambridge", "UKH1"),
    "mersey": Buyer(1007, "Mersey Reach Council", "Liverpool", "UKD7"),
    "pennine": Buyer(1008, "High Pennine District Council", "Blackburn", "UKD4"),
    "trent": Buyer(1009, "Trentmoor County Council", "Nottingham", "UKF1"),
    "severn": Buyer(1010, "Severn Vale Council", "Worcester", "UKG1"),
    "avon": Buyer(1011, "Avonside Community Health", "Bristol", "UKK1"),
    "arwen": Buyer(1012, "Arwen Valley Council", "Newport", "UKL2"),
    "clyde": Buyer(1013, "Clydebrae Council", "Glasgow", "UKM8"),
    "lough": Buyer(1014, "Loughbrae District Council", "Lisburn", "UKN0"),
    "thames": Buyer(1015, "London Borough of Thamesholme", "Ealing", "UKI7"),
    "weald": Buyer(1016, "Wealdmarsh Council", "Ashford", "UKJ4"),
    "ouse": Buyer(1017, "Ousegate University", "York", "UKE2"),
    "fire": Buyer(1018, "North Rivers Fire Authority", "Sunderland", "UKC2"),
    "housing": Buyer(1019, "Five Weirs Homes", "Rotherham", "UKE3"),
    "ports": Buyer(1020, "Solway Harbours Board", "Carlisle", "UKD1"),
    "rail": Buyer(2001, "Bellwether Carriage Works plc", "Crewe", "UKD6", public=False),
    "foods": Buyer(2002, "Halcombe Larder Group plc", "Exeter", "UKK4", public=False),
    "water": Buyer(2003, "Drumlin Water plc", "Belfast", "UKN0", public=False),
    "energy": Buyer(2004, "Norrvane Energy plc", "Aberdeen", "UKM5", public=False),
    "retail": Buyer(2005, "Kornblüh Feinkost Handels GmbH", "Hannover", "DE", public=False),
    "build": Buyer(2006, "Quarrybank Contractors plc", "Birmingham", "UKG3", public=False),
    "devices": Buyer(2007, "Saltmarsh Devices plc", "Oxford", "UKJ1", public=False),
    "self": Buyer(9999, "Five Rivers Cluster", "Sheffield", "UKE3", public=False),
}
