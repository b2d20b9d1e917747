"""Food & drink: makers, caterers, and the cold chain."""

from __future__ import annotations

from midas.demo.trades.model import Trade, Work

SAFE = (("BRCGS Food Safety", 0.5), ("SALSA", 0.5), ("ISO 22000", 0.3), ("ISO 9001", 0.3))

TRADES = (
    Trade(
        "bakery",
        "food",
        6,
        ("Bakery", "Bakehouse", "Foods", "Oatworks"),
        ("10710", "10720", "10730"),
        "bakes bread, cakes and biscuits for shops and canteens",
        "Bakery hours",
        (70, 105),
        SAFE,
        (
            Work("15810000", "Bread, pastry and cakes, fresh daily", "KGM", 2.6, 5.8, 0.06, (1, 7), 0, 0.03),
            Work("15820000", "Biscuits and oatcakes, packed", "KGM", 3.9, 8.2, 0.07, (5, 21), 120, 0.03),
            Work("15850000", "Fresh pasta", "KGM", 3.4, 6.2, 0.06, (2, 10), 80, 0.03),
        ),
        machines="Oven hours",
    ),
    Trade(
        "provisions",
        "food",
        8,
        ("Provisions", "Farm Foods", "Dairy", "Fine Foods", "Smokehouse"),
        ("10130", "10512", "10850", "10890"),
        "makes cheese, meats, meals and preserves",
        "Kitchen hours",
        (95, 150),
        SAFE,
        (
            Work("15540000", "Farmhouse cheese", "KGM", 8.4, 15.5, 0.12, (3, 14)),
            Work("15130000", "Cured and cooked meats", "KGM", 7.9, 14.2, 0.11, (3, 14)),
            Work("15894000", "Ready meals, chilled", "EA", 2.9, 5.4, 0.05, (2, 10), 150),
            Work("15330000", "Chutneys, jams and prepared vegetables", "KGM", 4.2, 8.8, 0.07, (5, 21), 90),
            Work("15235000", "Smoked and preserved fish", "KGM", 14, 26, 0.2, (3, 14)),
        ),
        machines="Chill-room hours",
    ),
    Trade(
        "drinks",
        "food",
        6,
        ("Brewery", "Cider", "Drinks", "Distillery", "Roasters"),
        ("11050", "11070", "11030"),
        "brews, presses, roasts and bottles",
        "Cellar hours",
        (110, 170),
        SAFE,
        (
            Work("15960000", "Beer in bottle, can and cask", "LTR", 2.1, 4.4, 0.025, (7, 28), 150, 0.01),
            Work("15980000", "Soft drinks and juices, bottled", "LTR", 1.1, 2.6, 0.015, (5, 21), 120, 0.01),
            Work("15860000", "Coffee and tea, roasted and blended", "KGM", 10.5, 19, 0.12, (3, 14)),
            Work("79921000", "Contract bottling and labelling", "EA", 0.34, 0.78, 0.006, (7, 28), 350, 0.004),
        ),
        machines="Bottling-line hours",
    ),
    Trade(
        "catering",
        "food",
        6,
        ("Catering", "Kitchens", "Canteens", "Hospitality"),
        ("56210", "56290"),
        "cooks for schools, offices and events",
        "Kitchen staff hours",
        (42, 66),
        (("Food Hygiene Rating 5", 0.9), ("ISO 22000", 0.2), ("CHAS", 0.3)),
        (
            Work("55524000", "School meals", "EA", 2.6, 3.5, 0.09, (7, 28)),
            Work("55523000", "Meals for other sites", "EA", 4.2, 7.4, 0.16, (5, 21)),
            Work("55520000", "Catering for events", "EA", 11, 24, 0.35, (5, 21), 120),
            Work("55300000", "Staff restaurants, run on contract", "HUR", 19, 27, 1, (14, 42)),
        ),
        sizes=(4, 5, 2),
    ),
    Trade(
        "cold-chain",
        "food",
        4,
        ("Cold Chain", "Chilled Logistics", "Produce"),
        ("49410", "46341", "52103"),
        "stores, picks and delivers chilled and frozen goods",
        "Driver and picker hours",
        (120, 190),
        (("BRCGS Storage and Distribution", 0.7), ("FORS Silver", 0.5), ("ISO 9001", 0.3)),
        (
            Work("60180000", "Refrigerated trucks with driver", "DAY", 430, 610, 9, (2, 7)),
            Work("63121000", "Chilled storage, per pallet and week", "XPX", 3.2, 5.4, 0.04, (3, 10)),
            Work("15300000", "Fruit and vegetables, delivered", "KGM", 1.4, 3.1, 0.015, (1, 5)),
            Work("63521000", "Export freight and customs papers", "EA", 145, 330, 4, (3, 14)),
        ),
    ),
)
