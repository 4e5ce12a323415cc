using System.Globalization;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Shell;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Earning;

/// <summary>Says a rule as a sentence that a member would understand.</summary>
public sealed class RuleSentences(IStringLocalizer<EarningText> text, Formats formats)
{
    /// <param name="merchant">Whose points, currency and stores they are.</param>
    /// <param name="money">Formats an amount of the merchant's currency.</param>
    /// <param name="tiers">What the tiers are called; without it a tier is said by its key.</param>
    public string Say(EarningRule rule, MerchantView merchant, Func<decimal, string> money, IReadOnlyList<RuleChoice>? tiers = null)
    {
        var say = new Speaker(text, formats, merchant, money, tiers ?? []);
        var sentence = say.Sentence(rule.Sentence);
        var clauses = rule.SettingsValue is PurchaseRuleSettings shared ? say.Clauses(shared.Window, shared.Scope) : "";
        return Capital(clauses.Length == 0 ? text["Rule.Plain", sentence] : text["Rule.With", sentence, clauses]);
    }

    /// <summary>What a member gets back of what they spend, as a share of one, by the base rules that always hold.</summary>
    public static decimal BackOf(IEnumerable<EarningRule> rules, MerchantSettings settings) =>
        rules.OfType<PointsPerAmount>().Where(rule => rule.IsForEverything).Sum(rule => rule.Settings.PointsPerUnit) * settings.PointValue;

    private static string Capital(string sentence) => sentence.Length == 0 ? "" : char.ToUpper(sentence[0], CultureInfo.CurrentUICulture) + sentence[1..];

    private sealed class Speaker(IStringLocalizer<EarningText> text, Formats formats, MerchantView merchant, Func<decimal, string> money, IReadOnlyList<RuleChoice> tiers)
    {
        public string Sentence(RuleSentence sentence) => text["Rule." + sentence.Code, [.. sentence.Arguments.Select(Word)]];

        /// <summary>Where and when, in the order that is natural in the language.</summary>
        public string Clauses(RuleWindow? window, RuleScope? scope)
        {
            string[] parts = [Where(scope), Days(window), Hours(window), Dates(window)];
            return string.Join(text["Rule.Comma"], text["Rule.ClauseOrder"].Value.Select(place => parts[place - '0']).Where(part => part.Length > 0));
        }

        private object Word(object argument) => argument switch
        {
            RuleSentence sentence => Sentence(sentence),
            decimal number => Number(number),
            long number => Number(number),
            int number => Number(number),
            Said.PointsNameSaid => merchant.Settings.PointsName,
            Said.MoneySaid said => money(said.Amount),
            Said.ListSaid said => List(said.Things),
            Said.SentencesSaid said => List([.. said.Things.Select(Sentence)]),
            Said.TiersSaid said => List([.. said.Keys.Select(key => tiers.FirstOrDefault(tier => tier.Value == key)?.Label ?? key)]),
            Said.WhenSaid said => Clauses(said.Window, null),
            Said.WhereSaid said => Where(said.Scope),
            _ => argument,
        };

        private string Where(RuleScope? scope)
        {
            var ids = scope?.StoreIds ?? [];
            var stores = merchant.Stores.Where(store => ids.Contains(store.Id)).Select(store => store.Name).ToList();
            if (stores.Count > 0)
                return text["Rule.At", List(stores)];
            return scope?.Channel switch
            {
                Channel.Online => text["Rule.Online"],
                Channel.InStore => text["Rule.InStore"],
                _ => "",
            };
        }

        private string Days(RuleWindow? window)
        {
            // Monday first, as a week is spoken of.
            var days = (window?.Weekdays ?? []).Distinct().OrderBy(day => ((int)day + 6) % 7).Select(day => text["Weekday." + day].Value).ToList();
            return days.Count is 0 or 7 ? "" : text["Rule.OnDays", List(days)];
        }

        private string Hours(RuleWindow? window) => window switch
        {
            { FromTime: { } from, UntilTime: { } until } => text["Rule.Hours", Time(from), Time(until)],
            { FromTime: { } from } => text["Rule.HoursFrom", Time(from)],
            { UntilTime: { } until } => text["Rule.HoursUntil", Time(until)],
            _ => "",
        };

        private string Dates(RuleWindow? window) => window switch
        {
            { From: { } from, Until: { } until } when from == until => text["Rule.OnDate", formats.Day(from)],
            { From: { } from, Until: { } until } => text["Rule.Dates", formats.Day(from), formats.Day(until)],
            { From: { } from } => text["Rule.DatesFrom", formats.Day(from)],
            { Until: { } until } => text["Rule.DatesUntil", formats.Day(until)],
            _ => "",
        };

        private string List(IReadOnlyList<string> things) => things.Count switch
        {
            0 => "",
            1 => things[0],
            _ => text["Rule.And", string.Join(text["Rule.Comma"], things.Take(things.Count - 1)), things[^1]],
        };

        private static string Time(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

        private static string Number(decimal number) => number.ToString("#,0.##", CultureInfo.CurrentCulture);
    }
}
