namespace LoyaltyPortal.Platform.Pdf;

/// <summary>Lays content out from the top of a page to its foot, and goes on on the next.</summary>
public sealed class PdfFlow
{
    private readonly PdfDocument _document;
    private readonly Func<PdfPage, double> _begin;
    private readonly double _foot;

    /// <param name="begin">Draws what each page after the first begins with, and says how far down it reaches.</param>
    /// <param name="margin">Left and right, in points.</param>
    /// <param name="foot">What is left free below for the page's number.</param>
    public PdfFlow(PdfDocument document, Func<PdfPage, double> begin, double margin = 48, double foot = 56)
    {
        (_document, _begin, Left, _foot) = (document, begin, margin, foot);
        Page = document.AddPage();
    }

    public PdfPage Page { get; private set; }

    /// <summary>How far down the page the next thing begins.</summary>
    public double Y { get; set; }

    public double Left { get; }

    public double Right => Page.Width - Left;

    public double Width => Page.Width - 2 * Left;

    public double Bottom => Page.Height - _foot;

    public PdfDocument Document => _document;

    /// <summary>Goes on on the next page where there is not so much room left.</summary>
    /// <returns>Whether it did.</returns>
    public bool Need(double height)
    {
        if (Y + height <= Bottom)
            return false;
        NextPage();
        return true;
    }

    public void NextPage()
    {
        Page = _document.AddPage();
        Y = _begin(Page);
    }

    public void Gap(double height) => Y += height;

    /// <summary>A title within the document, which the outline leads to. It stays with what follows.</summary>
    /// <param name="with">How much of what follows has to stand on the same page.</param>
    public void Heading(string title, PdfStyle style, double with = 60)
    {
        Need(style.Leading + 6 + with);
        _document.Mark(title, Page, Y);
        Page.Text(title, Left, Y + style.Ascent, style);
        Y += style.Leading + 6;
    }

    public void Paragraph(string text, PdfStyle style, double? width = null)
    {
        foreach (var line in _document.Wrap(text, style, width ?? Width))
        {
            Need(style.Leading);
            Page.Text(line, Left, Y + style.Ascent, style);
            Y += style.Leading;
        }
    }

    /// <summary>Calls for each page with its number and how many there are.</summary>
    public void Number(Action<PdfPage, int, int> foot)
    {
        for (var page = 0; page < _document.Pages.Count; page++)
            foot(_document.Pages[page], page + 1, _document.Pages.Count);
    }
}
