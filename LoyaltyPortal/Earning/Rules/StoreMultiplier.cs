using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Earning.Rules;

/// <param name="StoreIds">These stores; none means any.</param>
/// <param name="Channel">This channel; null means any.</param>
/// <param name="Factor">2 doubles the base points.</param>
public sealed record StoreMultiplierSettings(IReadOnlyList<int>? StoreIds = null, Channel? Channel = null, decimal Factor = 2);

/// <summary>Multiplies the base points of purchases in some stores or one channel.</summary>
[Kind("store_multiplier")]
public sealed class StoreMultiplier() : EarningRule<StoreMultiplierSettings>(new StoreMultiplierSettings())
{
    public override Failure? Check() =>
        Settings is { StoreIds: null or { Count: 0 }, Channel: null } ? EarningErrors.Stores() : Settings.Factor is > 1 and <= 100 ? null : EarningErrors.Factor();

    public override void OnPurchase(Basket basket, EarningSheet sheet)
    {
        if (Settings.Channel is { } channel && channel != basket.Channel)
        {
            sheet.Silence(this, channel == Channel.Online ? "silent_not_online" : "silent_not_in_store");
            return;
        }

        if (Settings.StoreIds is { Count: > 0 } stores && !stores.Contains(basket.StoreId))
        {
            sheet.Silence(this, "silent_store", basket.StoreName);
            return;
        }

        decimal added = 0;
        for (var line = 0; line < basket.Lines.Count; line++)
        {
            var extra = sheet.PointsOf(line) * (Settings.Factor - 1);
            sheet.Add(line, extra);
            added += extra;
        }

        if (added == 0)
            sheet.Silence(this, "silent_no_basis");
        else
            sheet.Note(new ExplanationStep(EarningSheet.Room, "step_store_multiplier", Name, added) { Arguments = [basket.StoreName, Say.Number(Settings.Factor)] });
    }
}
