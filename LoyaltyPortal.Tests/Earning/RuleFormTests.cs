using AngleSharp.Dom;
using Bunit;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Pages;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Merchants;
using Microsoft.AspNetCore.Components;

namespace LoyaltyPortal.Tests.Earning;

public sealed class RuleFormTests : CounterContext
{
    private static readonly IReadOnlyList<RuleChoice> Tiers = [new("gold", "Gold"), new("silver", "Silver")];
    private EarningRule? _changed;

    public static TheoryData<string> Kinds() => [.. EarningKinds.Keys];

    private IRenderedComponent<RuleForm> Open(EarningRule rule)
    {
        _changed = rule;
        return Render<RuleForm>(form => form
            .AddCascadingValue(Counter.Workspace)
            .Add(page => page.Rule, rule)
            .Add(page => page.Tiers, Tiers)
            .Add(page => page.OnChanged, EventCallback.Factory.Create<EarningRule>(this, changed => _changed = changed)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_has_a_form_with_a_control_and_a_label_for_each_setting(string kind)
    {
        var rule = EarningKinds.Create(kind);
        var form = Open(rule);

        var controls = RuleFields.Of(rule).Count(field => field.Input is not (RuleInput.Weekdays or RuleInput.Stores or RuleInput.Tiers or RuleInput.Segments));
        Assert.Equal(controls + 1, form.FindAll("input, select").Count); // and the name
        Assert.Equal(RuleFields.Of(rule).Count - controls, form.FindAll("fieldset.rule-set").Count);
        foreach (var label in form.FindAll("label[for]"))
            Assert.NotNull(form.Find("#" + label.GetAttribute("for")));
        Assert.DoesNotContain("Field.", form.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Choice.", form.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_is_said_when_its_field_is_left_and_what_was_typed_stays()
    {
        var form = Open(EarningRule<CategoryMultiplierSettings>.With<CategoryMultiplier>("Double", new CategoryMultiplierSettings("Fiction", 2)));

        form.Find("input[id$=-Factor]").Change("0.5");
        Assert.Contains("factor", form.Find(".field-error").TextContent, StringComparison.OrdinalIgnoreCase);

        form.Find("input[id$=-Factor]").Change("much");
        Assert.Equal("much", form.Find("input[id$=-Factor]").GetAttribute("value"));
        Assert.False(await form.InvokeAsync(form.Instance.Validate));

        form.Find("input[id$=-Factor]").Change("2,5");
        Assert.Empty(form.FindAll(".field-error"));
        Assert.Equal(2.5m, ((CategoryMultiplier)_changed!).Settings.Factor);
    }

    [Fact]
    public void The_sentence_says_what_is_being_typed()
    {
        var form = Open(EarningRule<PointsPerAmountSettings>.With<PointsPerAmount>("Fridays", new PointsPerAmountSettings(2, ["Fiction"]) { Window = new RuleWindow(Until: new DateOnly(Counter.Clock.GetUtcNow().Year, 12, 24)) }));

        form.FindAll("button.chip").First(chip => chip.GetAttribute("aria-label") == "Friday").Click();

        Assert.Equal("Members earn 2 points for every £1.00 they spend on Fiction, on Fridays, until 24 December.", form.Find(".rule-preview-sentence").TextContent.Trim());
        Assert.Equal([DayOfWeek.Friday], ((PointsPerAmount)_changed!).Settings.Window!.Weekdays);
    }

    [Fact]
    public void Kinds_are_chosen_by_what_they_do()
    {
        string? chosen = null;
        var picker = Render<RuleKindPicker>(page => page.Add(one => one.OnChosen, EventCallback.Factory.Create<string>(this, kind => chosen = kind)));

        Assert.Equal(EarningKinds.Keys.Count, picker.FindAll("button.kind").Count);
        Assert.Equal(5, picker.FindAll("h3").Count);
        picker.FindAll("button.kind").First(kind => kind.TextContent.Contains("birthday", StringComparison.Ordinal)).Click();
        Assert.Equal("birthday_month", chosen);
    }
}
