using System.Globalization;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Merchants;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Earning.Pages;

/// <summary>Asks for one setting of a rule. What cannot be read stays as it was typed.</summary>
public sealed partial class RuleFieldInput
{
    private string? typed;
    private bool preventsDefault;

    [Parameter, EditorRequired]
    public RuleField Field { get; set; } = default!;

    [Parameter, EditorRequired]
    public EarningRule Rule { get; set; } = default!;

    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    [Parameter]
    public string? Error { get; set; }

    [Parameter]
    public IReadOnlyList<RuleChoice> Tiers { get; set; } = [];

    /// <summary>The saved segments: id and name.</summary>
    [Parameter]
    public IReadOnlyList<RuleChoice> Segments { get; set; } = [];

    [Parameter]
    public IReadOnlyList<string> Categories { get; set; } = [];

    [Parameter]
    public IReadOnlyList<string> Brands { get; set; } = [];

    [Parameter]
    public EventCallback<object?> OnChanged { get; set; }

    /// <summary>What was typed and cannot be read.</summary>
    [Parameter]
    public string? Unread { get; set; }

    [Parameter]
    public EventCallback<string> OnUnreadable { get; set; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Inject]
    public required IStringLocalizer<EarningText> Text { get; init; }

    private object? Value => RuleFields.ValueOf(Rule, Field);

    private IReadOnlyList<string> Words => Value as IReadOnlyList<string> ?? [];

    private string Label => Text[KeyOf("Field.")];

    private string? Hint => Text["Field." + Rule.Kind + "." + Field.Name + ".Hint"] is { ResourceNotFound: false } own ? own.Value
        : Text["Field." + Field.Name + ".Hint"] is { ResourceNotFound: false } shared ? shared.Value : null;

    private string? Invalid => Error is null ? null : "true";

    private string? Described => Error is not null ? $"{Id}-error" : Hint is not null ? $"{Id}-hint" : null;

    private string Shown => Value switch
    {
        decimal number => number.ToString("0.####", CultureInfo.CurrentCulture),
        long or int => Convert.ToString(Value, CultureInfo.InvariantCulture)!,
        _ => "",
    };

    private IReadOnlyList<RuleChoice> Choices => Field.Input == RuleInput.Action
        ? [.. MemberActions.All.Select(action => new RuleChoice(action, Text["Action." + action]))]
        : [.. Enum.GetNames(Field.Type).Select(name => new RuleChoice(name, Text[$"Choice.{Field.Type.Name}.{name}"]))];

    private IReadOnlyList<RuleChoice> SetChoices => Field.Input switch
    {
        RuleInput.Tiers => Tiers,
        RuleInput.Segments => [.. Segments, .. Asked.Where(asked => Segments.All(choice => choice.Value != IdOf(asked))).Select(asked => new RuleChoice(IdOf(asked), asked.Name))],
        RuleInput.Stores => [.. Workspace.Merchant.Stores.Where(store => store.IsOpen || Chosen(IdOf(store))).Select(store => new RuleChoice(IdOf(store), store.Name))],
        _ => [.. Enumerable.Range(1, 7).Select(day => (DayOfWeek)(day % 7)).Select(day => new RuleChoice(day.ToString(), CultureInfo.CurrentUICulture.DateTimeFormat.GetDayName(day)))],
    };

    private IReadOnlyList<string> Suggested => Field.Name.StartsWith("Categor", StringComparison.Ordinal) ? Categories : Field.Name == "Brands" ? Brands : [];

    private RenderFragment Suggestions => builder =>
    {
        builder.OpenElement(0, "datalist");
        builder.AddAttribute(1, "id", $"{Id}-list");
        foreach (var suggestion in Suggested)
        {
            builder.OpenElement(2, "option");
            builder.AddAttribute(3, "value", suggestion);
            builder.CloseElement();
        }

        builder.CloseElement();
    };

    private string ShortOf(RuleChoice choice) =>
        Field.Input == RuleInput.Weekdays ? CultureInfo.CurrentUICulture.DateTimeFormat.GetAbbreviatedDayName(Enum.Parse<DayOfWeek>(choice.Value)) : choice.Label;

    private static string IdOf(StoreView store) => store.Id.ToString(CultureInfo.InvariantCulture);

    private static string IdOf(SegmentReference segment) => segment.Id.ToString(CultureInfo.InvariantCulture);

    private IReadOnlyList<SegmentReference> Asked => Value as IReadOnlyList<SegmentReference> ?? [];

    private string KeyOf(string prefix) =>
        Text[$"{prefix}{Rule.Kind}.{Field.Name}"].ResourceNotFound ? prefix + Field.Name : $"{prefix}{Rule.Kind}.{Field.Name}";

    private bool Chosen(string choice) => Value switch
    {
        IReadOnlyList<DayOfWeek> days => days.Contains(Enum.Parse<DayOfWeek>(choice)),
        IReadOnlyList<int> stores => stores.Contains(int.Parse(choice, CultureInfo.InvariantCulture)),
        IReadOnlyList<string> keys => keys.Contains(choice),
        IReadOnlyList<SegmentReference> => Asked.Any(asked => IdOf(asked) == choice),
        _ => false,
    };

    private Task ToggleAsync(string choice)
    {
        object changed = Field.Input switch
        {
            RuleInput.Weekdays => Toggled((Value as IReadOnlyList<DayOfWeek>) ?? [], Enum.Parse<DayOfWeek>(choice)).OrderBy(day => ((int)day + 6) % 7).ToList(),
            RuleInput.Stores => Toggled((Value as IReadOnlyList<int>) ?? [], int.Parse(choice, CultureInfo.InvariantCulture)),
            RuleInput.Segments => Chosen(choice)
                ? Asked.Where(asked => IdOf(asked) != choice).ToList()
                : [.. Asked, new SegmentReference(long.Parse(choice, CultureInfo.InvariantCulture), SetChoices.First(one => one.Value == choice).Label)],
            _ => Toggled(Words, choice),
        };
        return OnChanged.InvokeAsync(changed is System.Collections.ICollection { Count: 0 } ? null : changed);
    }

    private static List<T> Toggled<T>(IReadOnlyList<T> all, T one) => all.Contains(one) ? [.. all.Where(other => !Equals(other, one))] : [.. all, one];

    private async Task KeyAsync(KeyboardEventArgs key)
    {
        preventsDefault = key.Key == "Enter";
        if (key.Key is "Enter" or ",")
            await AddAsync();
    }

    private async Task AddAsync()
    {
        var words = (typed ?? "").Split([',', ';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(word => !Words.Contains(word, StringComparer.OrdinalIgnoreCase)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        typed = null;
        if (words.Count > 0)
            await OnChanged.InvokeAsync((List<string>)[.. Words, .. words]);
    }

    private Task RemoveAsync(string word)
    {
        List<string> left = [.. Words.Where(other => other != word)];
        return OnChanged.InvokeAsync(left.Count == 0 ? null : left);
    }

    private Task ChooseAsync(ChangeEventArgs change) =>
        OnChanged.InvokeAsync(change.Value as string is not { Length: > 0 } chosen ? null : Field.Type.IsEnum ? Enum.Parse(Field.Type, chosen) : chosen);

    private Task ReadAsync(ChangeEventArgs change)
    {
        var text = (change.Value as string ?? "").Trim();
        if (text.Length == 0 && (Field.IsOptional || !Field.Type.IsValueType || Field.Input is RuleInput.Day or RuleInput.Time))
            return OnChanged.InvokeAsync(Field.Type == typeof(string) ? "" : null);
        if (RuleFieldText.Read(Field, text) is { } value)
            return OnChanged.InvokeAsync(value);
        return OnUnreadable.InvokeAsync(text);
    }

    private RenderFragment Below => builder =>
    {
        if (Error is not null)
        {
            builder.OpenElement(0, "div");
            builder.AddAttribute(1, "class", "field-error");
            builder.AddAttribute(2, "id", $"{Id}-error");
            builder.AddAttribute(3, "role", "alert");
            builder.OpenComponent<Platform.Shell.Icon>(4);
            builder.AddAttribute(5, nameof(Platform.Shell.Icon.Name), "error");
            builder.CloseComponent();
            builder.AddContent(6, " " + Error);
            builder.CloseElement();
        }
        else if (Hint is not null)
        {
            builder.OpenElement(7, "div");
            builder.AddAttribute(8, "class", "field-hint");
            builder.AddAttribute(9, "id", $"{Id}-hint");
            builder.AddContent(10, Hint);
            builder.CloseElement();
        }
    };
}

/// <summary>Settings as people type them.</summary>
internal static class RuleFieldText
{
    /// <summary>The value of a field; null where the text is none. Decimals with either separator, and none that groups.</summary>
    public static object? Read(RuleField field, string text) => field.Input switch
    {
        RuleInput.Number => MerchantSettings.ReadPointValue(text),
        RuleInput.Whole when field.Type == typeof(int) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null,
        RuleInput.Whole => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null,
        RuleInput.Day => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null,
        RuleInput.Time => TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : null,
        _ => text,
    };
}
