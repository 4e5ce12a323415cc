using LoyaltyPortal.Platform.Kinds;

namespace LoyaltyPortal.Earning.Rules;

/// <param name="OnTheDay">On the birthday only instead of all month; who was born on 29 February has it on the 28th in other years.</param>
/// <param name="Factor">2 doubles the base points.</param>
public sealed record BirthdayMonthSettings(decimal Factor = 2, bool OnTheDay = false) : PurchaseRuleSettings;

/// <summary>Multiplies the base points in the month of the member's birthday.</summary>
[Kind("birthday_month", "cake")]
public sealed class BirthdayMonth() : MultiplierRule<BirthdayMonthSettings>(new BirthdayMonthSettings()), IForSomeMembers
{
    public override RuleSentence Sentence => new(Settings.OnTheDay ? "BirthdayDay" : "Birthday", Settings.Factor, Said.PointsName);

    protected override decimal Factor => Settings.Factor;

    protected override bool Concerns(Basket basket, EarningSheet sheet)
    {
        if (basket.Member.BirthDate is { } born && IsCelebrated(born, basket.LocalTime))
            return true;
        if (sheet.Explains)
            sheet.Silence(this, basket.Member.BirthDate is null ? "silent_no_birth_date" : Settings.OnTheDay ? "silent_not_birthday" : "silent_not_birthday_month");
        return false;
    }

    protected override (string Code, string[] Arguments) Did(Basket basket) => (Settings.OnTheDay ? "step_birthday" : "step_birthday_month", [Say.Number(Settings.Factor)]);

    private bool IsCelebrated(DateOnly born, DateTime local) =>
        born.Month == local.Month && (!Settings.OnTheDay || Math.Min(born.Day, DateTime.DaysInMonth(local.Year, local.Month)) == local.Day);
}
