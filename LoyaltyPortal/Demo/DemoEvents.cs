using System.Globalization;
using LoyaltyPortal.Events;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Purchases.Attendance;

namespace LoyaltyPortal.Demo;

/// <summary>What the demo's bookshops hold: an evening whose doors are open, a workshop that is full, one for regulars; and new editions that collectors see first.</summary>
public sealed class DemoEvents(CommandQueue queue, EventService events, AccessService access)
{
    private const int Evening = 22;
    private const int Workshop = 12;
    private const int InAlready = 6;

    /// <param name="members">The demo's members, Ada first.</param>
    internal async Task MakeAsync(MerchantView merchant, IReadOnlyList<long> members, DateTime now)
    {
        var actor = Actor.System(merchant.Id);
        var today = merchant.Zone.ToLocal(now).Date;
        var soon = merchant.Zone.ToUtc(merchant.Zone.ToLocal(now.AddHours(2)).Date.AddHours(merchant.Zone.ToLocal(now.AddHours(2)).Hour));
        var evening = await PlanAsync(actor, "evening", new EventInput
        {
            Title = "Poetry and wine: three new voices",
            Description = "Three poets read from their new collections, and the café pours.\n\nBring a poem of your own if you like: there are ten minutes for everybody at the end.",
            StoreId = merchant.Stores[0].Id,
            Place = "Upstairs",
            StartsAt = soon,
            EndsAt = soon.AddHours(3),
            Capacity = 30,
            CheckInPoints = 20,
        });
        var workshop = await PlanAsync(actor, "workshop", new EventInput
        {
            Title = "Bind your own notebook",
            Description = "A morning at the bench with the bookbinder Ruth Calder. Paper, thread and cloth are there; you go home with a notebook.",
            StoreId = merchant.Stores[1].Id,
            Place = "The back room",
            StartsAt = merchant.Zone.ToUtc(today.AddDays(16).AddHours(10)),
            EndsAt = merchant.Zone.ToUtc(today.AddDays(16).AddHours(13)),
            Capacity = Workshop,
            CheckInPoints = 40,
        });
        await PlanAsync(actor, "author", new EventInput
        {
            Title = "An evening with Mara Ellison",
            Description = "The author of “The Salt Road” talks about her new novel and signs it.",
            StoreId = merchant.Stores[2].Id,
            StartsAt = merchant.Zone.ToUtc(today.AddDays(23).AddHours(18).AddMinutes(30)),
            EndsAt = merchant.Zone.ToUtc(today.AddDays(23).AddHours(20).AddMinutes(30)),
            Capacity = 40,
            TierKeys = ["bookworm", "collector"],
        });
        _ = (await access.SaveAsync(actor, null, 0, new AccessInput
        {
            Name = "Signed first editions of the season",
            Skus = ["SIGNED-ELLISON", "SIGNED-OKAFOR"],
            Categories = ["Signed editions"],
            TierKeys = ["collector"],
            EarlyAt = merchant.Zone.ToUtc(today.AddDays(-1).AddHours(9)),
            PublicAt = merchant.Zone.ToUtc(today.AddDays(2).AddHours(9)),
        })).Value;

        foreach (var result in await Task.WhenAll(members.Take(Evening).Select(member => JoinAsync(merchant, evening, member))))
            _ = result.Value;
        foreach (var result in await Task.WhenAll(members.Skip(20).Take(Workshop + 3).Append(members[0]).Select(member => JoinAsync(merchant, workshop, member))))
            _ = result.Value;
        foreach (var result in await Task.WhenAll(members.Skip(1).Take(InAlready).Select(member => LetInAsync(merchant, evening, member))))
            _ = result.Value;
    }

    private async Task<long> PlanAsync(Actor actor, string key, EventInput input) => (await events.SaveAsync(actor, "demo:" + key, null, 0, input, publishes: true)).Value.EventId;

    private Task<Result<EventPlace>> JoinAsync(MerchantView merchant, long planned, long member) => queue.ExecuteAsync(new JoinEvent
    {
        MerchantId = merchant.Id,
        IdempotencyKey = string.Create(CultureInfo.InvariantCulture, $"demo:join:{planned}:{member}"),
        EventId = planned,
        MemberId = member,
        Source = RegistrationSource.Staff,
    });

    private Task<Result<CheckInReceipt>> LetInAsync(MerchantView merchant, long planned, long member) =>
        queue.ExecuteAsync(new CheckInAtEvent { MerchantId = merchant.Id, EventId = planned, MemberId = member, Source = ActionSource.Till });
}
