using System.Globalization;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Pdf;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Rewards;
using LoyaltyPortal.Tiers;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Statements;

/// <summary>Draws a statement, in the language and for the merchant that this scope speaks for.</summary>
public sealed class StatementDrawing(IStringLocalizer<StatementsText> text, EntryWords entries, LadderWords ladder, Formats formats)
{
    private const double Margin = 48;

    /// <summary>The file. The same content, language and paper make the same bytes.</summary>
    public byte[] Draw(StatementContent content, PdfPaper paper) => Lay(content, paper).ToArray();

    internal PdfDocument Lay(StatementContent content, PdfPaper paper, bool keepsTexts = false)
    {
        var period = Month(content);
        var info = new PdfInfo($"{text["Statement"]} {period}", content.Merchant.Name, CultureInfo.CurrentUICulture.Name, content.End, $"{content.Member.Name}, {content.Member.Code}");
        var document = new PdfDocument(info, paper) { KeepsTexts = keepsTexts };
        var palette = PdfPalette.Of(content.Merchant.Settings.BrandColour);
        var flow = new PdfFlow(document, page => Again(document, page, content, palette, period), Margin);
        First(flow, content, palette, period);
        Summary(flow, content, palette);
        Standing(flow, content, palette);
        Lines(flow, content, palette);
        Vouchers(flow, content, palette);
        Proof(flow, content, palette);
        flow.Number((page, number, count) => Foot(page, content, palette, number, count));
        return document;
    }

    private static string Month(StatementContent content) => content.From.ToString("Y", CultureInfo.CurrentCulture);

    private void First(PdfFlow flow, StatementContent content, PdfPalette palette, string period)
    {
        var (page, document) = (flow.Page, flow.Document);
        page.Rectangle(0, 0, page.Width, 7, palette.Brand);
        var name = new PdfStyle(17, palette.Accent, IsStrong: true);
        page.Text(document.Fit(content.Merchant.Name, name, flow.Width * 0.62), flow.Left, 52, name);
        page.TextRight(text["Statement"], flow.Right, 52, new PdfStyle(11, palette.Quiet));
        page.Line(flow.Left, 68, flow.Right, 68, palette.Rule);

        var y = 92.0;
        var strong = new PdfStyle(12, palette.Text, IsStrong: true);
        document.Mark($"{text["Statement"]} {period}", page, 0);
        foreach (var line in document.Wrap(content.Member.Name, strong, flow.Width * 0.55).Take(3))
        {
            page.Text(line, flow.Left, y, strong);
            y += strong.Leading;
        }

        page.Text(text["Card", MemberCode.Grouped(content.Member.Code)], flow.Left, y, palette.Body);
        page.Text(text["Since", formats.Date(content.Member.EnrolledAt)], flow.Left, y + palette.Body.Leading, palette.Body.In(palette.Quiet));
        page.TextRight(period, flow.Right, 92, strong);
        page.TextRight(text["Period", formats.Date(content.From), formats.Date(content.To)], flow.Right, 92 + strong.Leading, palette.Body);
        page.TextRight(content.IsOpen ? text["Period.Open"] : text["Period.Zone", content.Merchant.Zone.Id], flow.Right, 92 + strong.Leading + palette.Body.Leading, palette.Body.In(palette.Quiet));
        flow.Y = y + palette.Body.Leading * 2 + 12;
    }

    private static double Again(PdfDocument document, PdfPage page, StatementContent content, PdfPalette palette, string period)
    {
        page.Rectangle(0, 0, page.Width, 7, palette.Brand);
        var name = new PdfStyle(9.5, palette.Accent, IsStrong: true);
        page.Text(document.Fit(content.Merchant.Name, name, page.Width / 2 - Margin), Margin, 36, name);
        page.TextRight($"{MemberCode.Grouped(content.Member.Code)} · {period}", page.Width - Margin, 36, palette.Body.In(palette.Quiet));
        page.Line(Margin, 46, page.Width - Margin, 46, palette.Rule);
        return 60;
    }

    /// <summary>What there was, what came, what went, what there is.</summary>
    private void Summary(PdfFlow flow, StatementContent content, PdfPalette palette)
    {
        const double height = 66;
        var (page, y, width) = (flow.Page, flow.Y, flow.Width / 4);
        page.Rectangle(flow.Left, y, flow.Width, height, palette.Tint, 8);
        page.Rectangle(flow.Right - width, y, width, height, palette.Brand, 8);
        (string Label, string Value, PdfStyle Style)[] figures =
        [
            (text["Opening"], formats.Points(content.Opening.Active), new PdfStyle(17, palette.Text, true, true)),
            (text["Added"], formats.PointsChange(content.Added), new PdfStyle(17, content.Added > 0 ? palette.Good : palette.Text, true, true)),
            (text["Taken"], formats.Points(content.Taken), new PdfStyle(17, palette.Text, true, true)),
            (text["Closing"], formats.Points(content.Closing.Active), new PdfStyle(17, palette.OnBrand, true, true)),
        ];
        string?[] notes = [Besides(content.Opening), null, null, Besides(content.Closing)];
        for (var at = 0; at < figures.Length; at++)
        {
            var (x, quiet) = (flow.Left + width * at + 12, palette.Small.In(at == 3 ? palette.OnBrand : palette.Quiet));
            page.Text(flow.Document.Fit(figures[at].Label, quiet, width - 20), x, y + 18, quiet);
            page.Text(figures[at].Value, x, y + 40, Smaller(flow.Document, figures[at].Value, figures[at].Style, width - 20));
            if (notes[at] is { } note)
                page.Text(flow.Document.Fit(note, quiet, width - 20), x, y + 55, quiet);
        }

        flow.Y += height + 18;
    }

    private string? Besides(PointsAsOf points)
    {
        var parts = new List<string>(2);
        if (points.Pending != 0)
            parts.Add(text["Pending.Of", formats.Points(points.Pending)]);
        if (points.Held != 0)
            parts.Add(text["Held.Of", formats.Points(points.Held)]);
        return parts.Count == 0 ? null : string.Join(", ", parts);
    }

    private static PdfStyle Smaller(PdfDocument document, string value, PdfStyle style, double width)
    {
        var needed = document.WidthOf(value, style);
        return needed <= width ? style : style with { Size = Math.Max(8, style.Size * width / needed) };
    }

    /// <summary>The tier with how far the next one is, and beside it what lapses soon.</summary>
    private void Standing(PdfFlow flow, StatementContent content, PdfPalette palette)
    {
        var hasTier = content.Tier is { } shown && (shown.Held is not null || shown.Next is not null);
        if (!hasTier && content.Expiring.Count == 0)
            return;
        const int most = 4;
        var lines = Math.Min(content.Expiring.Count, most);
        var height = Math.Max(hasTier ? 62.0 : 0, 34 + Math.Max(1, lines) * 14.0);
        var width = hasTier ? (flow.Width - 12) / 2 : flow.Width;
        var (page, y, label) = (flow.Page, flow.Y, palette.Small);
        if (hasTier)
            TierBox(flow, content.Tier!, palette, width, height);
        var x = hasTier ? flow.Left + width + 12 : flow.Left;
        page.Frame(x, y, width, height, palette.Rule, 0.8, 8);
        page.Text(text["Expiring"], x + 12, y + 17, label);
        if (content.Expiring.Count == 0)
        {
            page.Text(text["Expiring.None", StatementBooks.SoonDays], x + 12, y + 36, palette.Body);
        }
        else
        {
            foreach (var (index, points) in content.Expiring.Take(most).Index())
            {
                var row = y + 35 + index * 14;
                var day = content.Merchant.Zone.DayOf(points.ExpiresAt.AddTicks(-1));
                var isRest = index == most - 1 && content.Expiring.Count > most;
                page.Text(isRest ? text["Expiring.Rest", formats.Date(day)] : text["Expiring.On", formats.Date(day)], x + 12, row, palette.Body);
                page.TextRight(formats.Points(isRest ? content.Expiring.Skip(index).Sum(later => later.Points) : points.Points), x + width - 12, row, palette.Body.Strong.Figures);
            }
        }

        flow.Y += height + 20;
    }

    private void TierBox(PdfFlow flow, StatementTier tier, PdfPalette palette, double width, double height)
    {
        var (page, y, room) = (flow.Page, flow.Y, width - 24);
        page.Frame(flow.Left, y, width, height, palette.Rule, 0.8, 8);
        page.Text(text["Tier"], flow.Left + 12, y + 17, palette.Small);
        var held = new PdfStyle(11, palette.Text, IsStrong: true);
        page.Text(flow.Document.Fit(tier.Held?.Name ?? text["Tier.None"], held, room * 0.5), flow.Left + 12, y + 34, held);
        var counted = flow.Document.Fit(ladder.Amount(tier.Measure, tier.Counted), palette.Body, room * 0.48);
        page.TextRight(counted, flow.Left + width - 12, y + 34, palette.Body.Figures);
        PdfChart.Progress(page, flow.Left + 12, y + 41, room, palette, tier.Next is { Threshold: > 0 } ? (double)(tier.Counted / tier.Next.Threshold) : 1);
        var next = tier.Next is { } further ? tier.Missing > 0 ? text["Tier.Next", ladder.Amount(tier.Measure, tier.Missing), further.Name] : text["Tier.Reached", further.Name] : text["Tier.Top"];
        page.Text(flow.Document.Fit(next, palette.Small, room), flow.Left + 12, y + 56, palette.Small);
    }

    private void Lines(PdfFlow flow, StatementContent content, PdfPalette palette)
    {
        flow.Heading(text["Lines"], palette.Heading);
        var pockets = new Pockets(content.Lines.Any(line => line.PendingChange != 0) || content.Due is { Pending: not 0 }, content.Lines.Any(line => line.HeldChange != 0) || content.Due is { Held: not 0 });
        var table = new PdfTable(palette,
        [
            new(text["Column.Date"], 58), new(text["Column.What"]), .. pockets.HasPending ? [new PdfColumn(text["Column.Pending"], 62, true)] : Array.Empty<PdfColumn>(),
            .. pockets.HasHeld ? [new PdfColumn(text["Column.Held"], 62, true)] : Array.Empty<PdfColumn>(), new(text["Column.Active"], 62, true), new(text["Column.After"], 72, true),
        ]);
        table.AddSum(Row(pockets, Day(content.From), text["Row.Opening"], null, null, content.Opening.Active));
        foreach (var line in content.Lines)
        {
            var entry = line.Entry;
            var what = EntryWords.What(entry);
            var reason = entries.Reason(entry);
            var day = content.Merchant.Zone.DayOf(entry.OccurredAt);
            var recorded = content.Merchant.Zone.DayOf(entry.RecordedAt);
            var title = what is null ? entries.Title(entry) : $"{entries.Title(entry)}: {what}";
            var note = reason == what ? "" : reason;
            if (recorded > day)
                note = note.Length == 0 ? text["Row.Recorded", formats.Date(recorded)] : $"{note}. {text["Row.Recorded", formats.Date(recorded)]}";
            table.Add(Row(pockets, Day(day), title, note, new PointsAsOf(line.ActiveChange, line.PendingChange, line.HeldChange), line.ActiveAfter, palette));
        }

        if (content.Lines.Count == 0)
            table.Add(Row(pockets, "", text["Row.None"], null, null, null));
        if (content.Due is { } due)
            table.Add(Row(pockets, Day(content.To), text["Row.Due"], text["Row.Due.Text"], due, content.Closing.Active, palette));
        table.AddSum(Row(pockets, Day(content.To), text["Row.Closing"], null, null, content.Closing.Active));
        table.Draw(flow);
        flow.Gap(20);
    }

    /// <summary>Which pockets besides the active points have a column.</summary>
    private readonly record struct Pockets(bool HasPending, bool HasHeld);

    private PdfCell[] Row(Pockets pockets, string day, string what, string? note, PointsAsOf? moved, long? after, PdfPalette? palette = null)
    {
        var (date, title) = (new PdfCell(day), new PdfCell(what, note));
        var active = new PdfCell(Change(moved?.Active), Ink: moved?.Active > 0 ? palette?.Good : null, IsStrong: true);
        PdfCell[] others = [.. pockets.HasPending ? [new PdfCell(Change(moved?.Pending), Ink: palette?.Quiet)] : Array.Empty<PdfCell>(), .. pockets.HasHeld ? [new PdfCell(Change(moved?.Held), Ink: palette?.Quiet)] : Array.Empty<PdfCell>()];
        var total = new PdfCell(after is { } points ? formats.Points(points) : "");
        return [date, title, .. others, active, total];

        string Change(long? points) => points is null or 0 ? "" : formats.PointsChange(points.Value);
    }

    private static string Day(DateOnly day) => day.ToString("d MMM", CultureInfo.CurrentCulture);

    private void Vouchers(PdfFlow flow, StatementContent content, PdfPalette palette)
    {
        if (content.Vouchers.Count == 0)
            return;
        flow.Heading(text["Vouchers"], palette.Heading);
        var hasCodes = content.Vouchers.Any(voucher => voucher.Code is not null);
        var table = new PdfTable(palette, [new(text["Column.Voucher"]), .. hasCodes ? [new PdfColumn(text["Column.Code"], 150)] : Array.Empty<PdfColumn>(), new(text["Column.Until"], 110)]);
        foreach (var voucher in content.Vouchers)
        {
            table.Add(
            [
                new(voucher.Name), .. hasCodes ? [new PdfCell(voucher.Code is { } code ? VoucherCode.Grouped(code) : "", IsStrong: true)] : Array.Empty<PdfCell>(),
                new(voucher.ValidUntil is { } until ? formats.Date(until.AddTicks(-1)) : text["Voucher.ForEver"]),
            ]);
        }

        table.Draw(flow);
        flow.Gap(20);
    }

    /// <summary>How anybody can hold the statement against the ledger.</summary>
    private void Proof(PdfFlow flow, StatementContent content, PdfPalette palette)
    {
        const double height = 104;
        if (content.Head is not { } head)
            return;
        flow.Need(height);
        var (page, y, document) = (flow.Page, flow.Y, flow.Document);
        document.Mark(text["Proof"], page, y);
        page.Rectangle(flow.Left, y, flow.Width, height, palette.Ground, 8);
        var address = $"{content.VerifyAt}?card={Uri.EscapeDataString(content.Member.Code)}&head={head.Hash[..StatementVerification.LeastDigits]}";
        page.Qr(address, flow.Right - 96, y + 8, 88, palette.Text);
        page.Link(flow.Right - 96, y + 8, 88, 88, address);
        var (x, room, row) = (flow.Left + 14, flow.Width - 96 - 36, y + 20);
        page.Text(text["Proof"], x, row, palette.Body.Strong);
        row += 15;
        foreach (var line in document.Wrap(text["Proof.Text", head.Sequence], palette.Small, room).Take(3))
        {
            page.Text(line, x, row, palette.Small);
            row += palette.Small.Leading;
        }

        row += 4;
        var hash = new PdfStyle(7.5, palette.Text, IsFigures: true);
        foreach (var half in (ReadOnlySpan<int>)[0, 32])
        {
            page.Text(string.Join(' ', head.Hash.Substring(half, 32).Chunk(8).Select(part => new string(part))), x, row, hash);
            row += hash.Leading;
        }

        var link = new PdfStyle(8, palette.Accent, IsStrong: true);
        var shown = document.Fit(content.VerifyAt.Replace("https://", "", StringComparison.Ordinal).Replace("http://", "", StringComparison.Ordinal), link, room);
        page.Link(x, row, page.Text(shown, x, row + 8, link), 12, content.VerifyAt);
        flow.Y += height;
    }

    private void Foot(PdfPage page, StatementContent content, PdfPalette palette, int number, int count)
    {
        var y = page.Height - 40;
        page.Line(Margin, y, page.Width - Margin, y, palette.Rule);
        page.Text(text["Foot", content.Merchant.Name.Length > 60 ? content.Merchant.Name[..60] : content.Merchant.Name], Margin, y + 14, palette.Small);
        page.TextRight(text["Page", number, count], page.Width - Margin, y + 14, palette.Small.Figures);
    }
}
