using LoyaltyPortal.Earning;
using LoyaltyPortal.Earning.Rules;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Programmes;

namespace LoyaltyPortal.Tests.Programmes;

public sealed class ProgrammeEditingTests
{
    private static readonly ProgrammeContent Published = ProgrammeContent.FromJson(ProgrammeContent.Of(
        [TestPortal.PerUnit(), CategoryMultiplier.With<CategoryMultiplier>("Fiction", new CategoryMultiplierSettings("Fiction", 2))]).ToJson());

    private static ProgrammeView View(int number, ProgrammeContent content) => new(number, DateTime.UnixEpoch, "", content);

    private static DraftView Fresh() => new(Published, 0, 1, View(1, Published), null, false);

    [Fact]
    public void Typing_and_taking_it_back_leaves_nothing_to_save()
    {
        var editing = new ProgrammeEditing(Fresh());
        editing.Change(Published with { Points = Published.Points with { GraceDays = 5 } });
        Assert.True(editing.IsDirty);

        editing.Change(editing.Content with { Points = Published.Points });
        Assert.False(editing.IsDirty);
        Assert.Empty(editing.Changes);
    }

    [Fact]
    public void Moving_a_rule_is_something_to_save_and_no_difference()
    {
        var editing = new ProgrammeEditing(Fresh());
        editing.Move("r2", 0);
        Assert.Equal((true, true, 0), (editing.IsDirty, editing.IsReordered, editing.Changes.Count));
        Assert.Equal(["r2", "r1"], editing.Content.Rules.Select(rule => rule.Id!));
    }

    [Fact]
    public void A_replaced_rule_keeps_its_id_and_place_and_a_removed_one_comes_back_where_it_was()
    {
        var editing = new ProgrammeEditing(Fresh());
        editing.Replace("r1", TestPortal.PerUnit(3));
        Assert.Equal("r1", editing.Content.Rules[0].Id);

        var removed = editing.Content.Rules[0];
        editing.Remove("r1");
        editing.Insert(0, removed);
        Assert.Equal(["r1", "r2"], editing.Content.Rules.Select(rule => rule.Id!));
    }

    [Fact]
    public void What_somebody_else_saved_is_told_and_taken_in_where_nothing_was_typed()
    {
        var editing = new ProgrammeEditing(Fresh());
        editing.Replace("r1", TestPortal.PerUnit(3));
        var theirs = Published with { Points = Published.Points with { Transfers = true } };

        editing.CatchUp(new DraftView(theirs, 1, 1, View(1, Published), new DraftEdit(9, "Ada", DateTime.UnixEpoch), true));

        Assert.Equal(("Ada", ProgrammePart.Points), (editing.MeanwhileBy!.Who, Assert.Single(editing.Meanwhile).Part));
        Assert.True(editing.Content.Points.Transfers);
        Assert.Equal(3, ((PointsPerAmount)editing.Content.Rules[0]).Settings.PointsPerUnit);
        Assert.True(editing.IsDirty);
    }

    [Fact]
    public void A_draft_that_is_behind_takes_in_what_was_published_and_can_then_be_saved_on_it()
    {
        var newer = Published with { Points = Published.Points with { ReturnWindowDays = 30 } };
        var mine = Published with { Stacking = Stacking.Multiply };
        var editing = new ProgrammeEditing(new DraftView(mine, 4, 1, View(2, newer), null, true) { Base = Published });
        Assert.True(editing.IsBehind);

        editing.TakeIn();

        Assert.Equal((false, 2, true), (editing.IsBehind, editing.BasedOn, editing.IsDirty));
        Assert.Equal((Stacking.Multiply, 30), (editing.Content.Stacking, editing.Content.Points.ReturnWindowDays));
    }
}
