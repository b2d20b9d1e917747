"""Small eForms notices of our own, written from what a test cares about."""

from __future__ import annotations

SPACES = """xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:ext="urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
 xmlns:efac="http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1"
 xmlns:efext="http://data.europa.eu/p27/eforms-ubl-extensions/1"
 xmlns:efbc="http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1\""""

NOTICE = "11111111-0000-4000-8000-000000000001"
PROCEDURE = "22222222-0000-4000-8000-000000000001"


def company(number: str, name: str, country: str = "DEU", size: str = "", region: str = "DE123") -> str:
    sized = f"<efbc:CompanySizeCode>{size}</efbc:CompanySizeCode>" if size else ""
    return f"""<efac:Organization><efac:Company>{sized}
      <cac:PartyIdentification><cbc:ID>{number}</cbc:ID></cac:PartyIdentification>
      <cac:PartyName><cbc:Name languageID="ENG">{name}</cbc:Name></cac:PartyName>
      <cac:PostalAddress><cbc:CityName>Karlsruhe</cbc:CityName>
        <cbc:CountrySubentityCode>{region}</cbc:CountrySubentityCode>
        <cac:Country><cbc:IdentificationCode>{country}</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
      <cac:PartyLegalEntity><cbc:CompanyID>HRB {number}</cbc:CompanyID></cac:PartyLegalEntity>
    </efac:Company></efac:Organization>"""


def lot(
    number: str = "LOT-0001", title: str = "Cabins", cpv: str = "34200000", more: str = "", process: str = ""
) -> str:
    return f"""<cac:ProcurementProjectLot><cbc:ID schemeName="Lot">{number}</cbc:ID>{process}
      <cac:ProcurementProject><cbc:Name languageID="ENG">{title}</cbc:Name>{more}
        <cac:MainCommodityClassification><cbc:ItemClassificationCode>{cpv}</cbc:ItemClassificationCode>
        </cac:MainCommodityClassification></cac:ProcurementProject></cac:ProcurementProjectLot>"""


def deadline(day: str, time: str = "12:00:00+01:00") -> str:
    return f"""<cac:TenderingProcess><cac:TenderSubmissionDeadlinePeriod><cbc:EndDate>{day}</cbc:EndDate>
      <cbc:EndTime>{time}</cbc:EndTime></cac:TenderSubmissionDeadlinePeriod></cac:TenderingProcess>"""


def notice(
    *,
    root: str = "ContractNotice",
    kind: tuple[str, str] = ("competition", "cn-standard"),
    number: str = NOTICE,
    version: str = "01",
    procedure: str = PROCEDURE,
    day: str = "2026-11-01+01:00",
    title: str = "Mobile diagnostic units",
    value: str = '<cac:RequestedTenderTotal><cbc:EstimatedOverallContractAmount currencyID="EUR">6000000'
    "</cbc:EstimatedOverallContractAmount></cac:RequestedTenderTotal>",
    lots: str | None = None,
    organisations: str | None = None,
    extension: str = "",
    buyer: str = "ORG-0001",
) -> bytes:
    """A notice as XML; every argument is a part of it."""
    firms = company("ORG-0001", "City Hospital") if organisations is None else organisations
    parts = lot(process=deadline("2026-12-15+01:00")) if lots is None else lots
    folder = f"<cbc:ContractFolderID>{procedure}</cbc:ContractFolderID>" if procedure else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<{root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2" {SPACES}>
 <ext:UBLExtensions><ext:UBLExtension><ext:ExtensionContent><efext:EformsExtension>{extension}
   <efac:NoticeSubType><cbc:SubTypeCode>16</cbc:SubTypeCode></efac:NoticeSubType>
   <efac:Organizations>{firms}</efac:Organizations>
 </efext:EformsExtension></ext:ExtensionContent></ext:UBLExtension></ext:UBLExtensions>
 <cbc:CustomizationID>eforms-sdk-1.15</cbc:CustomizationID>
 <cbc:ID schemeName="notice-id">{number}</cbc:ID>{folder}
 <cbc:IssueDate>{day}</cbc:IssueDate><cbc:IssueTime>09:00:00+01:00</cbc:IssueTime>
 <cbc:VersionID>{version}</cbc:VersionID>
 <cbc:NoticeTypeCode listName="{kind[0]}">{kind[1]}</cbc:NoticeTypeCode>
 <cbc:NoticeLanguageCode>ENG</cbc:NoticeLanguageCode>
 <cac:ContractingParty><cac:Party><cac:PartyIdentification><cbc:ID>{buyer}</cbc:ID></cac:PartyIdentification>
 </cac:Party></cac:ContractingParty>
 <cac:TenderingProcess><cbc:ProcedureCode>open</cbc:ProcedureCode></cac:TenderingProcess>
 <cac:ProcurementProject><cbc:Name languageID="ENG">{title}</cbc:Name>
   <cbc:Description languageID="ENG">Units on wheels.</cbc:Description>
   <cbc:ProcurementTypeCode>supplies</cbc:ProcurementTypeCode>{value}
   <cac:MainCommodityClassification><cbc:ItemClassificationCode>34200000</cbc:ItemClassificationCode>
   </cac:MainCommodityClassification></cac:ProcurementProject>
 {parts}
</{root}>""".encode()


CHANGES = """<efac:Changes><efbc:ChangedNoticeIdentifier>{}</efbc:ChangedNoticeIdentifier>
  <efac:ChangeReason><cbc:ReasonCode>{}</cbc:ReasonCode></efac:ChangeReason></efac:Changes>"""

RESULT = """<efac:NoticeResult>
  <efac:LotResult><cbc:ID>RES-0001</cbc:ID><cbc:TenderResultCode>selec-w</cbc:TenderResultCode>
    <efac:LotTender><cbc:ID>TEN-0001</cbc:ID></efac:LotTender>
    <efac:LotTender><cbc:ID>TEN-0002</cbc:ID></efac:LotTender>
    <efac:SettledContract><cbc:ID>CON-0001</cbc:ID></efac:SettledContract>
    <efac:TenderLot><cbc:ID>LOT-0001</cbc:ID></efac:TenderLot></efac:LotResult>
  <efac:LotTender><cbc:ID>TEN-0001</cbc:ID>
    <cac:LegalMonetaryTotal><cbc:PayableAmount currencyID="EUR">5500000</cbc:PayableAmount></cac:LegalMonetaryTotal>
    <efac:TenderingParty><cbc:ID>TPA-0001</cbc:ID></efac:TenderingParty></efac:LotTender>
  <efac:LotTender><cbc:ID>TEN-0002</cbc:ID>
    <cac:LegalMonetaryTotal><cbc:PayableAmount currencyID="EUR">9000000</cbc:PayableAmount></cac:LegalMonetaryTotal>
    <efac:TenderingParty><cbc:ID>TPA-0002</cbc:ID></efac:TenderingParty></efac:LotTender>
  <efac:SettledContract><cbc:ID>CON-0001</cbc:ID><cbc:AwardDate>2027-01-20+01:00</cbc:AwardDate>
    <efac:LotTender><cbc:ID>TEN-0001</cbc:ID></efac:LotTender></efac:SettledContract>
  <efac:TenderingParty><cbc:ID>TPA-0001</cbc:ID><cbc:Name>Bodies Together</cbc:Name>
    <efac:Tenderer><cbc:ID>ORG-0003</cbc:ID></efac:Tenderer>
    <efac:Tenderer><cbc:ID>ORG-0002</cbc:ID><efbc:GroupLeadIndicator>true</efbc:GroupLeadIndicator></efac:Tenderer>
    <efac:SubContractor><cbc:ID>ORG-0004</cbc:ID></efac:SubContractor></efac:TenderingParty>
  <efac:TenderingParty><cbc:ID>TPA-0002</cbc:ID>
    <efac:Tenderer><cbc:ID>ORG-0004</cbc:ID></efac:Tenderer></efac:TenderingParty>
</efac:NoticeResult>"""


def award(**more: object) -> bytes:
    """What became of it: a group of two won, with a subcontractor; another tender did not."""
    firms = [
        company("ORG-0001", "City Hospital"),
        company("ORG-0002", "Lead Ltd", size="small"),
        company("ORG-0003", "Partner Ltd", size="micro"),
        company("ORG-0004", "Helper Ltd", size="large"),
    ]
    fields = {
        "root": "ContractAwardNotice",
        "kind": ("result", "can-standard"),
        "number": "11111111-0000-4000-8000-000000000002",
        "day": "2027-02-01+01:00",
        "organisations": "".join(firms),
        "extension": RESULT,
        "lots": lot(),
    }
    return notice(**{**fields, **more})  # type: ignore[arg-type]
