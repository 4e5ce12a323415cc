using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Segments;

namespace LoyaltyPortal.Demo;

/// <summary>The bookshop's segments.</summary>
internal static class DemoSegments
{
    public static async Task MakeAsync(SegmentService segments, int merchantId)
    {
        await SaveAsync("At risk, may be written to", new("at-risk"), new("consent"));
        await SaveAsync("Regular fiction readers", new("category") { Words = ["Fiction"], Days = 365 }, new("purchases") { Least = 4, Days = 365 });
        await SaveAsync("Birthdays of the next four weeks", new("birthday") { Days = 28 }, new("consent"));

        async Task SaveAsync(string name, params SegmentCondition[] conditions) => _ = (await segments.SaveAsync(Actor.System(merchantId), segments.NewId(), null, 0, name, new SegmentDefinition(conditions))).Value;
    }
}
