using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Rewards.Pages;

/// <summary>One reward: what is edited beside what is published, what members will see, and what became of it.</summary>
public sealed partial class RewardEditPage
{
    private readonly UnreadFields unread = new();
    private SaveBar? bar;
    private RewardEdit? stored;
    private RewardContent? content;
    private RewardFigures? figures;
    private IReadOnlyList<RewardTier> tiers = [];
    private IReadOnlyList<RewardTarget> targets = [];
    private string? targetsOf;
    private IReadOnlyList<RewardProblem> shown = [];
    private (string Merchant, long? Id)? loaded;
    private string? failure;
    private bool missing;
    private bool busy;

    [Parameter]
    public string Merchant { get; set; } = "";

    [Parameter]
    public long? Id { get; set; }

    /// <summary>An idea to begin with.</summary>
    [SupplyParameterFromQuery(Name = "idea")]
    public string? Idea { get; set; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Inject]
    public required RewardService Rewards { get; init; }

    [Inject]
    public required RewardTiers TiersOf { get; init; }

    [Inject]
    public required RewardTargets TargetsOf { get; init; }

    [Inject]
    public required RewardWords Words { get; init; }

    [Inject]
    public required RewardTerms Terms { get; init; }

    [Inject]
    public required FailureText Says { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required IStringLocalizer<RewardsText> Text { get; init; }

    private bool MayEdit => Workspace.Actor.May(Permission.ChangeProgramme);

    private bool Dirty => content is not null && (stored is null || content.ToJson() != stored.Content.ToJson());

    protected override async Task OnParametersSetAsync()
    {
        if (loaded == (Merchant, Id))
            return;
        loaded = (Merchant, Id);
        tiers = await TiersOf(Workspace.Merchant.Id);
        if (Id is not { } id)
        {
            (stored, missing) = (null, false);
            content = RewardIdeas.All(Text).FirstOrDefault(idea => idea.Key == Idea)?.Content;
            await AimAsync();
            return;
        }

        if (stored?.Id == id)
            return; // it has just been made here
        if ((await Rewards.OpenAsync(Workspace.Actor, id)).Try(out var edit, out _))
            Take(edit);
        else
            missing = true;
        await AimAsync();
        figures = missing ? null : (await Rewards.FiguresAsync(Workspace.Actor, id)).Try(out var told, out _) ? told : null;
    }

    private Task Begin(string kind)
    {
        content = new RewardContent { What = RewardKinds.Create(kind) };
        return AimAsync();
    }

    /// <summary>Reads what the kind can lead to in another room, once for a kind.</summary>
    private async Task AimAsync()
    {
        if (content?.What.Key is not { } kind || kind == targetsOf)
            return;
        targetsOf = kind;
        targets = RewardFields.Of(content.What).FirstOrDefault(field => field.Type == typeof(long)) is { } leading ? await TargetsOf(Workspace.Merchant.Id, leading.Name) : [];
    }

    private string List => $"/m/{Merchant}/rewards";

    private void Change(RewardContent changed)
    {
        content = changed;
        if (shown.Count > 0)
            shown = [.. changed.Problems()];
    }

    private void DiscardForm()
    {
        (content, failure, shown) = (stored?.Content, null, []);
        if (stored is null)
            bar!.Leave(List);
    }

    private Task SaveAsync() => DoAsync(async () =>
    {
        var isNew = stored is null;
        if (content!.Name.Trim().Length == 0)
            shown = [.. content.Problems()];
        var saved = isNew ? await Rewards.AddAsync(Workspace.Actor, content!) : await Rewards.SaveAsync(Workspace.Actor, stored!.Id, content!, stored.Version);
        if (Took(saved, "Saved") && isNew)
            bar!.Leave($"{List}/{stored!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)}", replace: true);
    });

    private Task PublishAsync() => DoAsync(async () =>
    {
        shown = [.. content!.Problems()];
        if (shown.Count + unread.Ids.Count is > 0 and var wrong)
        {
            failure = Text["Wrong", wrong];
            return;
        }

        Took(await Rewards.PublishAsync(Workspace.Actor, stored!.Id, stored.Version), "Published");
    });

    private Task RetireAsync() => DoAsync(async () => Took(await Rewards.RetireAsync(Workspace.Actor, stored!.Id, stored.Version), "Retired", PublishAsync));

    private Task DiscardStoredAsync() => DoAsync(async () => Took(await Rewards.DiscardAsync(Workspace.Actor, stored!.Id, stored.Version), "Discarded"));

    private Task DeleteAsync() => DoAsync(async () =>
    {
        if ((await Rewards.DeleteAsync(Workspace.Actor, stored!.Id)).Try(out _, out var refused))
            bar!.Leave(List);
        else
            failure = Says.Say(refused);
    });

    private bool Took(Result<RewardEdit> result, string said, Func<Task>? undo = null)
    {
        if (!result.Try(out var edit, out var refused))
        {
            failure = Says.Say(refused);
            return false;
        }

        Take(edit);
        Toasts.Done(Text[said, edit.Content.Name], undo is null ? null : () => InvokeAsync(undo));
        return true;
    }

    private void Take(RewardEdit edit) => (stored, content, failure, shown, missing) = (edit, edit.Content, null, [], false);

    private async Task DoAsync(Func<Task> act)
    {
        if (busy)
            return;
        (busy, failure) = (true, null);
        try
        {
            await act();
        }
        finally
        {
            busy = false;
            StateHasChanged();
        }
    }

    private string TierName(string key) => tiers.FirstOrDefault(tier => tier.Key == key)?.Name ?? key;
}
