using System.Globalization;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Tiers;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Programmes.Pages;

/// <summary>Tries the draft on a made-up purchase, beside the programme in force.</summary>
public sealed partial class TryTab
{
    private const int MostLines = 12;

    private readonly Dictionary<int, string> unread = [];
    private SampleBasket basket = default!;
    private Earned published = default!;
    private Earned draft = default!;

    [Parameter, EditorRequired]
    public ProgrammeEditing Editing { get; set; } = default!;

    [Parameter, EditorRequired]
    public MerchantView Merchant { get; set; } = default!;

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required IStringLocalizer<ProgrammesText> Text { get; init; }

    /// <summary>The draft's tiers, and those in force that the draft no longer has.</summary>
    private IEnumerable<Tier> Tiers => Editing.Content.Ladder.Tiers.Concat(Editing.Start.Published.Content.Ladder.Tiers).DistinctBy(tier => tier.Key);

    private IEnumerable<string> Categories => Editing.Content.Rules.OfType<CategoryMultiplier>().Select(rule => rule.Settings.Category).Where(category => !string.IsNullOrWhiteSpace(category)).Distinct()!;

    private string MemberValue => basket.Member == SampleMember.InTier ? "tier:" + basket.TierKey : basket.Member.ToString();

    protected override void OnInitialized()
    {
        var everyday = Merchant.Settings.PointValue * 2_500;
        var local = Merchant.Zone.ToLocal(Clock.UtcNow());
        basket = new SampleBasket(
            [new SampleLine(Categories.FirstOrDefault() ?? "", "", "", everyday), new SampleLine("", "", "", everyday / 2)],
            Merchant.OpenStores.First().Id,
            new DateTime(local.Year, local.Month, local.Day, local.Hour, local.Minute, 0, DateTimeKind.Unspecified),
            SampleMember.Returning);
    }

    protected override void OnParametersSet() => Work();

    private void Set(SampleBasket changed)
    {
        basket = changed;
        Work();
    }

    private void Work()
    {
        published = basket.Under(Editing.Start.Published.Content, Editing.Start.Published.Number, Merchant);
        draft = basket.Under(Editing.Content, Editing.Start.Published.Number + 1, Merchant);
    }

    private static string Typed(ChangeEventArgs change) => (change.Value as string ?? "").Trim();

    private void SetLine(int at, SampleLine line) => Set(basket with { Lines = [.. basket.Lines.Select((known, index) => index == at ? line : known)] });

    private void SetAmount(int at, SampleLine line, string text)
    {
        unread.Remove(at);
        if (LadderWords.Read(text, 4) is { } amount and >= 0 and < 1_000_000)
            SetLine(at, line with { Amount = amount });
        else
            unread[at] = text;
    }

    private void AddLine() => Set(basket with { Lines = [.. basket.Lines, new SampleLine("", "", "", Merchant.Settings.PointValue * 1_000)] });

    private void RemoveLine(int at)
    {
        unread.Clear();
        Set(basket with { Lines = [.. basket.Lines.Where((_, index) => index != at)] });
    }

    private void SetTime(ChangeEventArgs change)
    {
        if (DateTime.TryParse(Typed(change), CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            Set(basket with { LocalTime = local });
    }

    private void SetMember(ChangeEventArgs change)
    {
        var value = Typed(change);
        Set(value.StartsWith("tier:", StringComparison.Ordinal)
            ? basket with { Member = SampleMember.InTier, TierKey = value[5..] }
            : basket with { Member = Enum.Parse<SampleMember>(value), TierKey = null });
    }
}
