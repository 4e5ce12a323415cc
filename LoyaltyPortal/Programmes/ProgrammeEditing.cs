using LoyaltyPortal.Earning;

namespace LoyaltyPortal.Programmes;

/// <summary>
/// A programme while somebody edits it: what they began with, what they have typed since, and what others did meanwhile. Nothing of it is stored
/// until it is saved.
/// </summary>
public sealed class ProgrammeEditing
{
    public ProgrammeEditing(DraftView start) => Begin(start);

    /// <summary>What was stored when this was last read.</summary>
    public DraftView Start { get; private set; } = default!;

    public ProgrammeContent Content { get; private set; } = default!;

    /// <summary>The published version that the content changes.</summary>
    public int BasedOn { get; private set; }

    public bool IsDirty { get; private set; }

    /// <summary>What somebody else changed while this was edited, and who; told until the next save.</summary>
    public IReadOnlyList<ProgrammeChange> Meanwhile { get; private set; } = [];

    public DraftEdit? MeanwhileBy { get; private set; }

    public bool IsBehind => BasedOn != Start.Published.Number;

    /// <summary>There is nothing yet: no version, no rule, no tier.</summary>
    public bool IsEmpty => Content.Rules.Count == 0 && Content.Ladder.Tiers.Count == 0;

    /// <summary>What publishing would change.</summary>
    public IReadOnlyList<ProgrammeChange> Changes { get; private set; } = [];

    /// <summary>Only the order in which rules are listed differs from what is published.</summary>
    public bool IsReordered => Changes.Count == 0 && Content != Start.Published.Content;

    public IReadOnlyList<ProgrammeProblem> Problems { get; private set; } = [];

    public void Begin(DraftView start)
    {
        (Start, BasedOn, Meanwhile, MeanwhileBy) = (start, start.BasedOn, [], null);
        Change(start.Content);
    }

    public void Change(ProgrammeContent content)
    {
        RuleIds.Given(content.Rules);
        Content = content;
        IsDirty = BasedOn != Start.BasedOn || content != Start.Content;
        Changes = ProgrammeDifference.Between(Start.Published.Content, content);
        Problems = ProgrammeReview.ProblemsOf(content);
    }

    /// <summary>Somebody else saved, published or discarded first: what was not touched here takes their value, what was typed stays.</summary>
    public void CatchUp(DraftView now)
    {
        var merged = Content.Over(Start.Content, now.Content);
        (Meanwhile, MeanwhileBy) = (ProgrammeDifference.Between(Start.Content, now.Content), now.Edited);
        (Start, BasedOn) = (now, now.BasedOn);
        Change(merged);
    }

    /// <summary>Takes in what was published since the draft was begun, where the draft does not say otherwise.</summary>
    public void TakeIn()
    {
        var merged = Content.Over(Start.Base ?? Start.Published.Content, Start.Published.Content);
        BasedOn = Start.Published.Number;
        Change(merged);
    }

    public int IndexOf(string id) => RuleIds.Of(Content.Rules).ToList().IndexOf(id);

    public void Add(EarningRule rule) => Insert(Content.Rules.Count, rule);

    public void Insert(int index, EarningRule rule) => WithRules(rules => rules.Insert(Math.Clamp(index, 0, rules.Count), rule));

    /// <summary>Another rule in the place of one; it keeps the id.</summary>
    public void Replace(string id, EarningRule rule)
    {
        rule.Id = id;
        WithRules(rules => rules[IndexOf(id)] = rule);
    }

    public void Remove(string id) => WithRules(rules => rules.RemoveAt(IndexOf(id)));

    public void Move(string id, int to) => WithRules(rules =>
    {
        var rule = rules[IndexOf(id)];
        rules.Remove(rule);
        rules.Insert(Math.Clamp(to, 0, rules.Count), rule);
    });

    private void WithRules(Action<List<EarningRule>> change)
    {
        var rules = Content.Rules.ToList();
        change(rules);
        Change(Content with { Rules = rules });
    }
}
