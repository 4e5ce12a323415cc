using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Earning.Pages;

/// <summary>
/// Edits one rule. The rule that is given is never changed: every change makes another one and hands it to <see cref="OnChanged"/>, wrong or not,
/// so that nothing typed is lost; a mistake is said when its field is left, and all of them after <see cref="Validate"/>.
/// </summary>
public sealed partial class RuleForm
{
    private static int _count;

    private readonly string _made = "new" + Interlocked.Increment(ref _count);
    private readonly UnreadFields _ownUnread = new();
    private readonly HashSet<string> _left = new(StringComparer.Ordinal);
    private EarningRule? _own;

    [Parameter, EditorRequired]
    public EarningRule Rule { get; set; } = default!;

    [Parameter]
    public EventCallback<EarningRule> OnChanged { get; set; }

    /// <summary>The ladder's tiers: stable key and name.</summary>
    [Parameter]
    public IReadOnlyList<RuleChoice> Tiers { get; set; } = [];

    /// <summary>The saved segments: id and name.</summary>
    [Parameter]
    public IReadOnlyList<RuleChoice> Segments { get; set; } = [];

    /// <summary>Categories that were sold before, to choose from.</summary>
    [Parameter]
    public IReadOnlyList<string> Categories { get; set; } = [];

    [Parameter]
    public IReadOnlyList<string> Brands { get; set; } = [];

    /// <summary>Of the page that this form is on: what cannot be read outlives the form, and comes back with it.</summary>
    [CascadingParameter]
    public UnreadFields? Unread { get; set; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Inject]
    public required RuleSentences Sentences { get; init; }

    [Inject]
    public required FailureText Says { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required IStringLocalizer<EarningText> Text { get; init; }

    private IEnumerable<RuleField> Short => RuleFields.Of(Rule).Where(asked => asked.Part == RuleParts.None && !IsLong(asked));

    private IEnumerable<RuleField> Long => RuleFields.Of(Rule).Where(asked => asked.Part == RuleParts.None && IsLong(asked));

    private IEnumerable<(string Title, IReadOnlyList<RuleField> Fields)> Groups
    {
        get
        {
            var shared = RuleFields.Of(Rule).Where(asked => asked.Part != RuleParts.None).ToLookup(asked => asked.Part == RuleParts.Scope);
            if (shared[false].Any())
                yield return ("When", [.. shared[false]]);
            if (shared[true].Any())
                yield return ("Where", [.. shared[true]]);
        }
    }

    private string? NameError => _left.Contains("name") && Rule.Name.Trim().Length is 0 or > 80 ? Says.Say(EarningErrors.RuleName()) : null;

    /// <summary>Whether all is right. From now on every mistake is shown.</summary>
    public bool Validate()
    {
        _left.Add("name");
        _left.UnionWith(RuleFields.Of(Rule).Select(field => field.Path));
        StateHasChanged();
        return !Fields.Ids.Any(id => Asks(id, Rule.Id ?? _made)) && Rule.Name.Trim().Length is > 0 and <= 80 && Rule.Check() is null;
    }

    protected override void OnParametersSet()
    {
        if (ReferenceEquals(Rule, _own))
            return;

        // Another rule than the one that this form made: a new start.
        if (_own?.Kind != Rule.Kind || _own.Name != Rule.Name)
        {
            _left.Clear();
        }

        _own = Rule;
    }

    private static bool IsLong(RuleField field) => field.Input is RuleInput.Words or RuleInput.Weekdays or RuleInput.Stores or RuleInput.Tiers or RuleInput.Segments or RuleInput.Flag;

    private bool HasValue(RuleField field) => RuleFields.ValueOf(Rule, field) is not null;

    /// <summary>Whether a field of this id asks for a setting of the rule.</summary>
    public static bool Asks(string fieldId, string ruleId) => fieldId.StartsWith(Prefix(ruleId), StringComparison.Ordinal);

    private static string Prefix(string ruleId) => $"rule-{ruleId}-";

    private UnreadFields Fields => Unread ?? _ownUnread;

    private string Id(string path) => Prefix(Rule.Id ?? _made) + path.Replace('.', '-');

    private string? ErrorOf(RuleField field)
    {
        if (Fields.Of(Id(field.Path)) is not null)
            return Says.Say(EarningErrors.Unreadable(field.Input));
        return _left.Contains(field.Path) && Rule.Problems().FirstOrDefault(problem => problem.Field == field.Path) is { } problem ? Says.Say(problem.Failure) : null;
    }

    private Task RenameAsync(ChangeEventArgs change)
    {
        _left.Add("name");
        return EmitAsync(RuleFields.Renamed(Rule, (change.Value as string ?? "").Trim()));
    }

    private Task ChangeAsync(RuleField field, object? value)
    {
        _left.Add(field.Path);
        Fields.Forget(Id(field.Path));
        return EmitAsync(RuleFields.With(Rule, field, value));
    }

    private void Unreadable(RuleField field, string text) => Fields.Keep(Id(field.Path), text);

    private Task EmitAsync(EarningRule changed)
    {
        Rule = _own = changed;
        return OnChanged.InvokeAsync(changed);
    }
}
