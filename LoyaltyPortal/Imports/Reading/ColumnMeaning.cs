using System.Globalization;
using System.Text;

namespace LoyaltyPortal.Imports.Reading;

/// <summary>Guesses what a column means from its heading: English, Turkish and German, as tills and shops name them.</summary>
internal static class ColumnMeaning
{
    /// <summary>Best first: of two columns that could be a field, the one that stands earlier here is it.</summary>
    private static readonly (PurchaseField Field, string[] Headings)[] Known =
    [
        (PurchaseField.OrderNumber,
        [
            "invoiceno", "invoicenumber", "invoice", "orderno", "ordernumber", "orderid", "order", "receiptno", "receiptnumber", "receiptid", "receipt",
            "transactionid", "transactionno", "ticketno", "billno", "documentno", "faturano", "siparisno", "siparisnumarasi", "siparis", "fisno", "belgeno",
            "rechnungsnummer", "rechnungsnr", "bestellnummer", "bestellnr", "belegnummer", "belegnr", "bonnummer", "bonnr",
        ]),
        (PurchaseField.Date,
        [
            "invoicedate", "orderdate", "purchasedate", "transactiondate", "receiptdate", "saledate", "datetime", "timestamp", "createdat", "paidat", "date",
            "faturatarihi", "siparistarihi", "islemtarihi", "tarih", "tarihsaat", "rechnungsdatum", "bestelldatum", "belegdatum", "kaufdatum", "datum",
        ]),
        (PurchaseField.MemberKey,
        [
            "memberid", "memberno", "membernumber", "membercode", "member", "loyaltyid", "loyaltynumber", "cardno", "cardnumber", "customerid", "customerno",
            "customernumber", "customercode", "clientid", "uyeno", "uyenumarasi", "kartno", "musterino", "musterikodu", "musteriid", "kundennummer",
            "kundennr", "kundenid", "customer", "musteri", "kunde",
        ]),
        (PurchaseField.MemberEmail, ["email", "emailaddress", "customeremail", "mail", "eposta", "epostaadresi"]),
        (PurchaseField.MemberPhone, ["phone", "phonenumber", "customerphone", "mobile", "mobilephone", "tel", "telefon", "telefonno", "ceptelefonu", "gsm", "handy"]),
        (PurchaseField.MemberName, ["customername", "membername", "fullname", "buyername", "musteriadi", "adsoyad", "uyeadi", "kundenname"]),
        (PurchaseField.Sku,
        [
            "sku", "stockcode", "productcode", "itemcode", "productid", "itemid", "articleno", "barcode", "ean", "upc", "lineitemsku", "urunkodu", "stokkodu",
            "barkod", "artikelnummer", "artikelnr",
        ]),
        (PurchaseField.Description,
        [
            "description", "productname", "itemname", "itemdescription", "lineitemname", "product", "item", "urunadi", "urun", "aciklama", "bezeichnung",
            "artikelbezeichnung", "artikel", "produkt",
        ]),
        (PurchaseField.Category, ["category", "productcategory", "itemcategory", "department", "productgroup", "kategori", "urungrubu", "kategorie", "warengruppe"]),
        (PurchaseField.Quantity, ["quantity", "qty", "lineitemquantity", "units", "pieces", "miktar", "adet", "menge", "anzahl", "stuck"]),
        (PurchaseField.UnitPrice, ["unitprice", "price", "lineitemprice", "itemprice", "birimfiyat", "birimfiyati", "fiyat", "einzelpreis", "stuckpreis", "preis"]),
        (PurchaseField.LineAmount,
        [
            "lineamount", "linetotal", "netamount", "netsales", "net", "subtotal", "amount", "ordertotal", "total", "totalamount", "grandtotal", "nettutar",
            "satirtutari", "tutar", "toplam", "toplamtutar", "nettobetrag", "netto", "betrag", "summe", "gesamt", "gesamtbetrag",
        ]),
        (PurchaseField.Store, ["store", "storeid", "storecode", "storename", "shop", "branch", "location", "outlet", "magaza", "magazakodu", "sube", "filiale", "laden"]),
        (PurchaseField.Country, ["country", "countrycode", "shippingcountry", "billingcountry", "ulke", "land"]),
        (PurchaseField.Brand, ["brand", "brandname", "productbrand", "manufacturer", "vendor", "lineitemvendor", "marka", "urunmarkasi", "marke", "hersteller"]),
        (PurchaseField.LineKind, ["linekind", "linetype", "itemkind", "itemtype", "lineitemtype", "satirturu", "kalemturu", "positionsart"]),
        (PurchaseField.Currency, ["currency", "currencycode", "parabirimi", "doviz", "wahrung", "waehrung"]),
    ];

    /// <summary>Small Latin letters and digits only: "Ürün Adı" becomes "urunadi".</summary>
    public static string Normalise(string heading)
    {
        var text = new StringBuilder(heading.Length);
        foreach (var c in heading.Normalize(NormalizationForm.FormD))
        {
            if (c is 'ı' or 'İ')
                text.Append('i');
            else if (c == 'ß')
                text.Append("ss");
            else if (char.IsLetterOrDigit(c))
                text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }

    public static bool IsKnown(string heading)
    {
        var name = Normalise(heading);
        return Known.Any(k => k.Headings.Contains(name, StringComparer.Ordinal));
    }

    /// <summary>Each field at most once, each column at most once.</summary>
    public static Dictionary<int, PurchaseField> Guess(IReadOnlyList<string> headings)
    {
        var names = headings.Select(Normalise).ToList();
        var guesses = new Dictionary<int, PurchaseField>();
        foreach (var (field, known) in Known)
        {
            var column = known.Select(name => names.IndexOf(name)).FirstOrDefault(index => index >= 0 && !guesses.ContainsKey(index), -1);
            if (column >= 0)
                guesses[column] = field;
        }

        return guesses;
    }
}
