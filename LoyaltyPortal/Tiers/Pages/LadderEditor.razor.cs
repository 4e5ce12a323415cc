using System.Globalization;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Tiers.Pages;

/// <summary>Edits a ladder: its tiers are moved by dragging, by keys or by buttons; a mistake is shown beside the field it was made in and loses nothing that was typed.</summary>
public sealed partial class LadderEditor
{
    private static readonly string[] Colours = ["#a8703a", "#8b95a5", "#d4a017", "#5b8def", "#8e5bd0", "#2f9e77"];

    private readonly Dictionary<string, string> unread = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> perkText = new(StringComparer.Ordinal);
    private string announcement = "";
    private int? dragged;
    private int? over;

    /// <summary>The ladder as it stands in the draft.</summary>
    [Parameter, EditorRequired]
    public Ladder Value { get; set; } = Ladder.None;

    [Parameter, EditorRequired]
    public EventCallback<Ladder> ValueChanged { get; set; }

    [Inject]
    public required LadderWords Words { get; init; }

    [Inject]
    public required FailureText Says { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required IStringLocalizer<TiersText> Text { get; init; }

    private Task ChangeAsync(Ladder ladder) => ValueChanged.InvokeAsync(ladder);

    private Ladder With(int place, Tier tier) => Value with { Tiers = [.. Value.Tiers.Select((known, index) => index == place ? tier : known)] };

    private Task EditAsync(int place, Tier tier, string? field = null)
    {
        if (field is not null)
            unread.Remove(field);
        return ChangeAsync(With(place, tier));
    }

    private Task StartAsync() => ChangeAsync(Ladder.Begin(Text["Start.First"], Text["Start.Second"], Text["Start.Third"]));

    private Task AddAsync()
    {
        var last = Value.Tiers[^1];
        var threshold = last.Threshold == 0 ? 100 : last.Threshold * 2;
        var tier = new Tier { Key = Ladder.NewKey(), Name = Words.NewName(Value), Threshold = threshold, Multiplier = last.Multiplier, Colour = Colours[Value.Tiers.Count % Colours.Length] };
        announcement = Text["Editor.Added", tier.Name];
        return ChangeAsync(Value with { Tiers = [.. Value.Tiers, tier] });
    }

    private async Task RemoveAsync(int place)
    {
        var removed = Value.Tiers[place];
        await ChangeAsync(Value with { Tiers = [.. Value.Tiers.Where((_, index) => index != place)] });
        Toasts.Done(Text["Editor.Removed", NameOf(removed)], () => InvokeAsync(() => Value.PlaceOf(removed.Key) >= 0
            ? Task.CompletedTask
            : ChangeAsync(Value with { Tiers = [.. Value.Tiers.Take(place), removed, .. Value.Tiers.Skip(place)] })));
    }

    /// <summary>Moves a tier among the others. The thresholds stay where they are: a tier takes the amount of the place it comes to, so that the ladder stays a ladder.</summary>
    private async Task MoveAsync(int from, int to)
    {
        if (from == to || to < 0 || to >= Value.Tiers.Count)
            return;
        var tiers = Value.Tiers.ToList();
        var moved = tiers[from];
        tiers.RemoveAt(from);
        tiers.Insert(to, moved);
        var thresholds = Value.Tiers.Select(tier => tier.Threshold).ToList();
        foreach (var tier in tiers)
            unread.Remove($"tier-{tier.Key}-threshold");
        announcement = Text["Editor.Moved", NameOf(moved), to + 1, tiers.Count];
        await ChangeAsync(Value with { Tiers = [.. tiers.Select((tier, index) => tier with { Threshold = thresholds[index] })] });
    }

    private async Task DropAsync(int place)
    {
        var from = dragged;
        (dragged, over) = (null, null);
        if (from is { } start)
            await MoveAsync(start, place);
    }

    private Task KeyAsync(KeyboardEventArgs key, int place) => key.Key switch
    {
        "ArrowUp" => MoveAsync(place, place - 1),
        "ArrowDown" => MoveAsync(place, place + 1),
        "Home" => MoveAsync(place, 0),
        "End" => MoveAsync(place, Value.Tiers.Count - 1),
        _ => Task.CompletedTask,
    };

    private async Task AddPerkAsync(int place, Tier tier)
    {
        var perk = perkText.GetValueOrDefault(tier.Key, "").Trim();
        perkText.Remove(tier.Key);
        if (perk.Length > 0 && tier.Perks.Count < Tier.MostPerks && !tier.Perks.Contains(perk, StringComparer.OrdinalIgnoreCase))
            await EditAsync(place, tier with { Perks = [.. tier.Perks, perk] });
    }

    /// <summary>Takes a number as people type it. What is none stays in the field with a word beside it, and the ladder keeps the number it had.</summary>
    private async Task TypedAsync(string field, ChangeEventArgs typed, int decimals, Func<decimal, Ladder> change)
    {
        var text = ((string?)typed.Value ?? "").Trim();
        if (LadderWords.Read(text, decimals) is { } number)
        {
            unread.Remove(field);
            await ChangeAsync(change(number));
        }
        else
        {
            unread[field] = text;
        }
    }

    private string TextOf(string field, decimal value) => unread.GetValueOrDefault(field) ?? value.ToString("0.####", CultureInfo.CurrentCulture);

    private string NameOf(Tier tier) => tier.Name.Length == 0 ? Text["Editor.Unnamed"] : tier.Name;

    private string? ErrorOf(string field, string code) =>
        unread.ContainsKey(field) ? Text["Editor.NotANumber"] : Value.Problems().FirstOrDefault(problem => problem.Code == code) is { } problem ? Says.Say(problem) : null;

    private string? NameErrorOf(Tier tier) => tier.Name.Trim().Length is 0 or > Ladder.NameLength
        ? Says.Say(TierErrors.Ladder("ladder_name"))
        : Value.Tiers.Count(other => string.Equals(other.Name.Trim(), tier.Name.Trim(), StringComparison.OrdinalIgnoreCase)) > 1 ? Says.Say(TierErrors.Ladder("ladder_same_name")) : null;

    private string? ThresholdErrorOf(int place)
    {
        if (unread.ContainsKey($"tier-{Value.Tiers[place].Key}-threshold"))
            return Text["Editor.NotANumber"];
        return place > 0 && Value.Tiers[place].Threshold <= Value.Tiers[place - 1].Threshold ? Says.Say(TierErrors.Ladder("ladder_thresholds")) : null;
    }

    private string? MultiplierErrorOf(Tier tier)
    {
        if (unread.ContainsKey($"tier-{tier.Key}-multiplier"))
            return Text["Editor.NotANumber"];
        return tier.Multiplier is < 1 or > 100 ? Says.Say(TierErrors.Ladder("ladder_multiplier")) : null;
    }
}
