using System.Globalization;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Pages;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Programmes.Pages;

/// <summary>The rules of a draft.</summary>
public sealed partial class EarningTab
{
    private string? selected;
    private bool picking;
    private string? dragged;
    private int? over;
    private string announcement = "";
    private IReadOnlyList<RuleChoice> segments = [];

    [Parameter, EditorRequired]
    public ProgrammeEditing Editing { get; set; } = default!;

    [Parameter, EditorRequired]
    public MerchantView Merchant { get; set; } = default!;

    /// <summary>The draft is another one now.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    [CascadingParameter]
    public UnreadFields? Unread { get; set; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Inject]
    public required SegmentNames Segments { get; init; }

    [Inject]
    public required ProgrammeWords Words { get; init; }

    [Inject]
    public required FailureText Says { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required IStringLocalizer<EarningText> Earning { get; init; }

    [Inject]
    public required IStringLocalizer<ProgrammesText> Text { get; init; }

    private IReadOnlyList<EarningRule> Rules => Editing.Content.Rules;

    private ProgrammeProblem? MissingBase => Rules.Count == 0 ? null : Editing.Problems.FirstOrDefault(problem => problem is { Part: ProgrammePart.Rules, RuleId: null });

    protected override async Task OnInitializedAsync() =>
        segments = [.. (await Segments.ListAsync(Workspace.Actor)).Select(segment => new RuleChoice(segment.Id.ToString(CultureInfo.InvariantCulture), segment.Name))];

    /// <summary>Whether the rule is new or another one than in force.</summary>
    private ChangeKind? Mark(string id) => Editing.Start.Published.Number == 0 ? null : Editing.Changes.FirstOrDefault(change => change.RuleAfter?.Id == id)?.Kind;

    private Task AddAsync(string kind)
    {
        var rule = EarningKinds.Create(kind);
        (rule.Id, rule.Name) = (RuleIds.New(), Earning["kind_" + kind]);
        Editing.Add(rule);
        (picking, selected) = (false, rule.Id);
        announcement = Text["Rules.Added", rule.Name];
        return OnChanged.InvokeAsync();
    }

    private Task ReplaceAsync(string id, EarningRule rule)
    {
        if (Editing.IndexOf(id) >= 0)
            Editing.Replace(id, rule);
        return OnChanged.InvokeAsync();
    }

    private Task DuplicateAsync(EarningRule rule, int at)
    {
        var copy = ProgrammeContent.Copy(rule);
        (copy.Id, copy.Name) = (RuleIds.New(), Text["Rules.CopyOf", rule.Name]);
        Editing.Insert(at + 1, copy);
        selected = copy.Id;
        announcement = Text["Rules.Added", copy.Name];
        return OnChanged.InvokeAsync();
    }

    private async Task RemoveAsync(EarningRule rule, int at)
    {
        Editing.Remove(rule.Id!);
        Unread?.Forget(id => RuleForm.Asks(id, rule.Id!));
        if (selected == rule.Id)
            selected = null;
        await OnChanged.InvokeAsync();
        Toasts.Done(Text["Rules.Removed", rule.Name], () => InvokeAsync(async () =>
        {
            if (Editing.IndexOf(rule.Id!) < 0)
                Editing.Insert(at, rule);
            await OnChanged.InvokeAsync();
            StateHasChanged();
        }));
    }

    private async Task MoveAsync(string id, int to)
    {
        var from = Editing.IndexOf(id);
        if (from < 0 || to < 0 || to >= Rules.Count || from == to)
            return;
        Editing.Move(id, to);
        announcement = Text["Rules.Moved", Rules[to].Name, to + 1, Rules.Count];
        await OnChanged.InvokeAsync();
    }

    private async Task DropAsync(int to)
    {
        var moved = dragged;
        (dragged, over) = (null, null);
        if (moved is not null)
            await MoveAsync(moved, to);
    }

    private Task KeyAsync(KeyboardEventArgs key, string id, int at) => key.Key switch
    {
        "ArrowUp" => MoveAsync(id, at - 1),
        "ArrowDown" => MoveAsync(id, at + 1),
        "Home" => MoveAsync(id, 0),
        "End" => MoveAsync(id, Rules.Count - 1),
        _ => Task.CompletedTask,
    };
}
