"""What invented firms are called, where they sit and what they do: small change of the benchmarks."""

PLACES = (
    ("Rotherham", "UKE3"), ("Sheffield", "UKE3"), ("Leeds", "UKE4"), ("York", "UKE2"), ("Hull", "UKE1"),
    ("Derby", "UKF1"), ("Leicester", "UKF2"), ("Lincoln", "UKF3"), ("Bristol", "UKK1"), ("Cardiff", "UKL2"),
    ("Swansea", "UKL1"), ("Glasgow", "UKM8"), ("Dundee", "UKM7"),
)  # fmt: skip
TRADES = {
    "cpv:42600000": "CNC machining", "cpv:45262680": "Welding", "cpv:44212300": "Steel frames",
    "cpv:72200000": "Software", "cpv:72300000": "Data services", "cpv:45310000": "Electrical installation",
    "cpv:44316500": "Metal casting", "cpv:45442100": "Painting", "cpv:71320000": "Design engineering",
    "cpv:50530000": "Repair of machines", "cpv:15800000": "Food", "cpv:33190000": "Medical devices",
}  # fmt: skip
FIRST = (
    "Aire", "Don", "Calder", "Wharfe", "Ouse", "Trent", "Humber", "Derwent", "Severn", "Tees", "Tyne", "Wear", "Tay",
    "Clyde", "Dee", "Esk", "Nidd", "Swale",
)  # fmt: skip
SECOND = (
    "Precision", "Advanced", "United", "Northern", "Modern", "Allied", "General", "Premier", "Summit", "Castle",
    "Abbey", "Forge", "Crown",
)  # fmt: skip
THIRD = (
    "Engineering", "Systems", "Fabrications", "Solutions", "Works", "Group", "Technologies", "Services", "Trading",
    "Products",
)  # fmt: skip
PAPERS = ("ISO 9001", "ISO 14001", "ISO 27001", "Cyber Essentials", "ISO 45001", "AS 9100")
SECTORS = ("manufacturing", "digital", "construction")
SIZES = ("micro", "micro", "small", "medium")
