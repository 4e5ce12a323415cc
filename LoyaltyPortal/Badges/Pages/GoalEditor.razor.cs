using System.Globalization;
using System.Text.Json;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Platform.Time;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Badges.Pages;

/// <summary>What is typed is kept in a <see cref="GoalInput"/>, wrong or not; what is wrong is said after the first try to save.</summary>
public sealed partial class GoalEditor
{
    private SaveBar? bar;
    private GoalInput input = default!;
    private GoalInput saved = default!;
    private GoalView? view;
    private long? id;
    private bool isMissing;
    private bool hasTried;
    private bool busy;

    [Parameter, EditorRequired]
    public GoalType Type { get; set; }

    /// <summary>The goal's number, or <c>new</c>.</summary>
    [Parameter, EditorRequired]
    public string Which { get; set; } = "";

    /// <summary>The key of a <see cref="GoalPreset"/> that a new one starts from.</summary>
    [Parameter]
    public string? Preset { get; set; }

    [Parameter]
    public IReadOnlyList<CriterionChoice> Tiers { get; set; } = [];

    [Parameter]
    public IReadOnlyList<CriterionChoice> Actions { get; set; } = [];

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Inject]
    public required GoalService Goals { get; init; }

    [Inject]
    public required CriterionWords Words { get; init; }

    [Inject]
    public required IStringLocalizer<BadgesText> Text { get; init; }

    [Inject]
    public required FailureText Says { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    private string Path => $"/m/{Workspace.Merchant.Slug}/{(Type == GoalType.Badge ? "badges" : "challenges")}";

    private DateOnly Today => Workspace.Merchant.Zone.DayOf(Clock.UtcNow());

    private bool IsDirty => id is null ? input != saved : Fingerprint(input) != Fingerprint(saved);

    protected override async Task OnInitializedAsync()
    {
        input = saved = Fresh();
        if (!long.TryParse(Which, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return;
        if ((await Goals.FindAsync(Workspace.Actor, number)).Try(out var found, out _) && found.Input.Type == Type)
            Take(found);
        else
            isMissing = true;
    }

    private GoalInput Fresh()
    {
        var preset = GoalPreset.All.FirstOrDefault(preset => preset.Key == Preset && preset.Type == Type) ?? GoalPreset.All.First(preset => preset.Type == Type);
        return Preset is null ? preset.ToInput("", "", Today) : preset.ToInput(Text["Preset." + preset.Key], Text[$"Preset.{preset.Key}.Text"], Today);
    }

    private void Take(GoalView found) => (view, id, input, saved, hasTried) = (found, found.Id, found.Input, found.Input, false);

    private void Set(GoalInput changed) => input = changed;

    private void Discard() => (input, hasTried) = (saved, false);

    private void ChooseKind(ChangeEventArgs change)
    {
        if (change.Value is not string key || !Criteria.Knows(key))
            return;
        var criterion = Criteria.Create(key);
        Set(input with { Criterion = criterion, Targets = Type == GoalType.Challenge ? [criterion.UsualTargets[0]] : criterion.UsualTargets });
    }

    private void AddLevel() => Set(input with { Targets = [.. input.Targets, input.Targets.Count == 0 ? 1 : decimal.Truncate(input.Targets[^1] * 2)] });

    private void SetTarget(int at, ChangeEventArgs change)
    {
        // What cannot be read becomes 0, which no target may be.
        var target = MerchantSettings.ReadPointValue(Read(change)) ?? 0;
        Set(input with { Targets = [.. input.Targets.Select((known, place) => place == at ? target : known)] });
    }

    private Task SaveAsync() => DoAsync(async () =>
    {
        var wasNew = id is null;
        if (!await StoreAsync())
            return;
        Toasts.Done(Text["Saved", input.Name]);
        Settle(wasNew);
    });

    private Task PublishAsync() => DoAsync(async () =>
    {
        var wasNew = id is null;
        if ((wasNew || IsDirty) && !await StoreAsync())
            return;
        await MoveAsync(Goals.PublishAsync(Workspace.Actor, id!.Value), "Published");
        Settle(wasNew);
    });

    /// <summary>A new one has an address of its own from now on.</summary>
    private void Settle(bool wasNew)
    {
        if (wasNew)
            bar!.Leave($"{Path}/{id}", replace: true);
    }

    private Task RetireAsync() => DoAsync(() => MoveAsync(Goals.RetireAsync(Workspace.Actor, id!.Value), "Retired"));

    private async Task MoveAsync(Task<Result<GoalView>> move, string word)
    {
        if (!(await move).Try(out var found, out var refused))
        {
            Toasts.Failed(Says.Say(refused));
            return;
        }

        Take(found);
        Toasts.Done(Text[word, found.Input.Name]);
    }

    private async Task<bool> StoreAsync()
    {
        hasTried = true;
        if (input.Problems().Any())
            return false;
        var result = id is { } known ? await Goals.ChangeAsync(Workspace.Actor, known, view!.Version, input) : await Goals.AddAsync(Workspace.Actor, input);
        if (!result.Try(out var found, out var refused))
        {
            Toasts.Failed(Says.Say(refused));
            return false;
        }

        Take(found);
        return true;
    }

    private async Task DoAsync(Func<Task> deed)
    {
        if (busy)
            return;
        busy = true;
        try
        {
            await deed();
        }
        finally
        {
            busy = false;
        }
    }

    private string? ErrorOf(string field) => hasTried && input.Problems().FirstOrDefault(problem => problem.Field == field) is { } problem ? Says.Say(problem.Failure) : null;

    private MemberGoal Sample(decimal share)
    {
        var target = input.Targets is [var first, ..] && first > 0 ? first : 1;
        var shown = input with { Name = input.Name.Length > 0 ? input.Name : Text["Preview.Name"].Value };
        return new MemberGoal(0, shown, GoalState.Published, Math.Floor(target * share), share < 1 ? [] : [new ReachedLevel(input.Targets.Count, Today, target)], [], true, true, Today);
    }

    private string SentenceOf(decimal share) => input.Targets.Count == 0 ? "" : Words.Say(input.Criterion, share < 1 ? input.Targets[0] : input.Targets[^1], Workspace.Merchant, Tiers, Actions);

    private static string Fingerprint(GoalInput goal) =>
        JsonSerializer.Serialize(new { goal.Name, goal.Text, goal.Icon, goal.Criterion.Kind, goal.Criterion.SettingsValue, goal.Targets, goal.From, goal.Until, goal.Prize, goal.IsOptIn });

    private static string Read(ChangeEventArgs change) => (change.Value as string ?? "").Trim();

    private static long ReadWhole(ChangeEventArgs change, long otherwise) => long.TryParse(Read(change), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private static DateOnly? ReadDay(ChangeEventArgs change) => DateOnly.TryParseExact(Read(change), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string? Iso(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
