using System.Globalization;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Segments.Pages;

/// <summary>Draws up a segment, or changes one, with who belongs to it beside.</summary>
public sealed partial class SegmentEditPage : IDisposable
{
    private const int Previewed = 8;

    private readonly CancellationTokenSource closing = new();
    private readonly UnreadFields unread = new();
    private readonly List<(int Key, SegmentCondition Condition)> conditions = [];
    private SaveBar? bar;
    private SegmentView? original;
    private SegmentChoices? choices;
    private SegmentPageView? preview;
    private (string, long?)? loaded;
    private long newId;
    private int lastKey;
    private int asked;
    private string name = "";
    private bool isAny;
    private bool dirty;
    private bool busy;
    private string? missing;
    private string? failure;
    private string? wrong;
    private int wrongAt;

    [Inject]
    public required SegmentService Segments { get; init; }

    [Inject]
    public required SegmentWords Words { get; init; }

    [Inject]
    public required IStringLocalizer<SegmentsText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter]
    public string Merchant { get; set; } = "";

    [Parameter]
    public long? Id { get; set; }

    /// <summary>Conditions to begin with, as <see cref="SegmentStart"/> writes them.</summary>
    [SupplyParameterFromQuery(Name = "with")]
    public string? With { get; set; }

    private SegmentDefinition Definition => new([.. conditions.Select(one => one.Condition)], isAny);

    protected override async Task OnParametersSetAsync()
    {
        if (loaded == (Merchant, Id))
            return;
        loaded = (Merchant, Id);
        (original, missing, newId) = (null, null, Segments.NewId());
        choices = await Segments.ChoicesAsync(Workspace.Actor, closing.Token);
        if (Id is { } id)
            missing = (await Segments.FindAsync(Workspace.Actor, id, closing.Token)).Try(out original, out var refused) ? null : Failures.Say(refused);
        await ResetAsync();
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private Task ResetAsync()
    {
        (dirty, failure, name, isAny) = (false, null, original?.Name ?? "", original?.Definition.IsAny ?? false);
        conditions.Clear();
        foreach (var condition in original?.Definition.Conditions ?? SegmentStart.Read(With))
            conditions.Add((++lastKey, condition));
        dirty = original is null && conditions.Count > 0;
        return LookAsync();
    }

    private void Rename(ChangeEventArgs change) => (name, dirty, failure) = (change.Value as string ?? "", true, null);

    private Task MatchAsync(bool any)
    {
        isAny = any;
        return ChangedAsync();
    }

    private Task AddAsync(ConditionKind kind)
    {
        conditions.Add((++lastKey, kind.Start));
        return ChangedAsync();
    }

    private Task ReplaceAsync(int key, SegmentCondition condition)
    {
        if (conditions.FindIndex(one => one.Key == key) is >= 0 and var at)
            conditions[at] = (key, condition);
        return ChangedAsync();
    }

    private Task RemoveAsync(int key)
    {
        conditions.RemoveAll(one => one.Key == key);
        var prefix = string.Create(CultureInfo.InvariantCulture, $"condition-{key}-");
        unread.Forget(id => id.StartsWith(prefix, StringComparison.Ordinal));
        return ChangedAsync();
    }

    private Task ChangedAsync()
    {
        (dirty, failure) = (true, null);
        return LookAsync();
    }

    /// <summary>Looks who belongs to it as it stands; of several looks the last one asked for counts.</summary>
    private async Task LookAsync()
    {
        var definition = Definition;
        var look = ++asked;
        (wrong, wrongAt) = (null, -1);
        if (conditions.Count == 0)
        {
            preview = null;
            return;
        }

        if (definition.Check() is { } found)
        {
            (wrong, wrongAt) = (Failures.Say(found.Failure), found.At);
            return;
        }

        var members = await Segments.MembersAsync(Workspace.Actor, definition, null, 0, Previewed, closing.Token);
        if (look != asked)
            return;
        if (!members.Try(out preview, out var refused))
            failure = Failures.Say(refused);
    }

    private async Task SaveAsync()
    {
        if (busy)
            return;
        (busy, failure) = (true, null);
        try
        {
            if (!(await Segments.SaveAsync(Workspace.Actor, newId, Id, original?.Version ?? 0, name, Definition)).Try(out var saved, out var refused))
            {
                failure = Failures.Say(refused);
                return;
            }

            (dirty, original) = (false, saved);
            Toasts.Done(Text["Saved", saved.Name]);

            bar!.Leave(string.Create(CultureInfo.InvariantCulture, $"/m/{Merchant}/segments/{saved.Id}"));
        }
        finally
        {
            busy = false;
        }
    }
}
