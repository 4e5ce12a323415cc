namespace LoyaltyPortal.Earning;

/// <summary>
/// What of a sale points are given for, besides the goods net of tax. Fees never count, nor does a line that says so itself. The part that was
/// paid with points is taken off all lines in proportion to what they cost with tax.
/// </summary>
/// <param name="Tax">Tax on what counts counts as well.</param>
/// <param name="Shipping">Postage and delivery count.</param>
/// <param name="GiftCards">Gift cards count when they are bought.</param>
/// <param name="PaidWithPoints">What was paid with points earns points again.</param>
public sealed record EarningBasis(bool Tax = false, bool Shipping = false, bool GiftCards = false, bool PaidWithPoints = false)
{
    private const int Places = 4; // as amounts are stored

    /// <summary>Writes on the sheet what counts of each line, in the currency, and what was left out.</summary>
    internal void Count(Basket basket, EarningSheet sheet)
    {
        var takenOff = PaidWithPoints ? 0 : basket.PaidWithPoints;
        decimal total = 0, sum = 0, off = 0, notPaid = 0;
        if (takenOff > 0)
        {
            for (var line = 0; line < sheet.Lines; line++)
                total += basket.Lines[line].Net + basket.Lines[line].Tax;
            takenOff = Math.Min(takenOff, total);
        }

        for (var line = 0; line < sheet.Lines; line++)
        {
            var sold = basket.Lines[line];
            decimal own = 0;
            if (takenOff > 0 && total > 0)
            {
                // Of the running sum, so that all parts together are what was paid, to the last digit.
                sum += sold.Net + sold.Tax;
                var upTo = decimal.Round(takenOff * sum / total, Places);
                own = upTo - off;
                off = upTo;
            }

            if (!Counts(sold))
                continue;
            var gross = sold.Net + sold.Tax;
            var amount = Tax ? gross : sold.Net;
            var less = own == 0 || amount == gross ? own : decimal.Round(own * amount / gross, Places);
            sheet.Count(line, Math.Max(0, amount - less));
            notPaid += less;
        }

        if (sheet.Explains)
            LeftOut(basket, sheet, notPaid);
    }

    private bool Counts(in BasketLine line) => line.EarnsPoints && line.Net > 0 && line.Kind switch
    {
        LineKind.Goods => true,
        LineKind.Shipping => Shipping,
        LineKind.GiftCard => GiftCards,
        _ => false,
    };

    private void LeftOut(Basket basket, EarningSheet sheet, decimal paidWithPoints)
    {
        decimal never = 0, shipping = 0, giftCards = 0, fees = 0, tax = 0;
        foreach (var line in basket.Lines)
        {
            if (Counts(line))
                tax += Tax ? 0 : line.Tax;
            else if (!line.EarnsPoints)
                never += line.Net;
            else if (line.Kind == LineKind.Shipping)
                shipping += line.Net;
            else if (line.Kind == LineKind.GiftCard)
                giftCards += line.Net;
            else
                fees += line.Net;
        }

        sheet.LeftOut("left_out_never", never);
        sheet.LeftOut("left_out_shipping", shipping);
        sheet.LeftOut("left_out_gift_cards", giftCards);
        sheet.LeftOut("left_out_fees", fees);
        sheet.LeftOut("left_out_tax", tax);
        sheet.LeftOut("left_out_paid_with_points", paidWithPoints);
    }
}
