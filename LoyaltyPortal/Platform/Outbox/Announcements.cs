using System.Text.Json;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Data.Writing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Platform.Outbox;

/// <summary>Names of what the world can be told of. They are public: never rename.</summary>
public static class EventNames
{
    public const string PurchaseRecorded = "purchase.recorded";
    public const string PurchaseReturned = "purchase.returned";
    public const string PointsChanged = "points.changed";
    public const string MemberEnrolled = "member.enrolled";
    public const string RedemptionCommitted = "redemption.committed";
    public const string TierChanged = "tier.changed";

    public static readonly IReadOnlyList<string> All = [PurchaseRecorded, PurchaseReturned, PointsChanged, MemberEnrolled, RedemptionCommitted, TierChanged];
}

/// <summary>Which events of a merchant somebody wants to be told of. Without a row nobody does, and recording costs nothing more.</summary>
public sealed class WantedEvents : IMerchantOwned, IVersioned
{
    private WantedEvents()
    {
    }

    public int MerchantId { get; private set; }

    /// <summary>Names of events with blanks between them.</summary>
    public string Names { get; private set; } = "";

    public long Version { get; private set; }

    public static WantedEvents Of(int merchantId) => new() { MerchantId = merchantId };

    public void Want(IEnumerable<string> names)
    {
        Names = string.Join(' ', names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Version++;
    }
}

internal sealed class WantedEventsMapping : IEntityTypeConfiguration<WantedEvents>
{
    public void Configure(EntityTypeBuilder<WantedEvents> builder)
    {
        builder.ToTable("WantedEvents");
        builder.HasKey(wanted => wanted.MerchantId);
        builder.Property(wanted => wanted.MerchantId).ValueGeneratedNever();
        builder.Property(wanted => wanted.Names).HasMaxLength(400);
    }
}

/// <summary>The outbox's message that something happened at a merchant; its id is the event's, however often it is told.</summary>
public sealed record Announcement(string Name, JsonElement Facts)
{
    public const string MessageKind = "event";

    public static Announcement Of(OutboxMessage message) => JsonSerializer.Deserialize<Announcement>(message.Payload, JsonSerializerOptions.Web)!;
}

/// <summary>Tells of what a command did, in its own transaction, where somebody wants to know. Ids in the facts are written as text.</summary>
public sealed class Announcements
{
    private readonly Work _work;
    private readonly Dictionary<int, IReadOnlyList<string>> _wanted = [];

    private Announcements(Work work) => _work = work;

    public static Announcements In(Work work) => work.Book(static work => new Announcements(work));

    /// <param name="facts">Made only when somebody wants to know.</param>
    public async ValueTask TellAsync(int merchantId, string name, Func<object> facts)
    {
        if (!_wanted.TryGetValue(merchantId, out var wanted))
        {
            wanted = (await _work.Session.GetAsync<WantedEvents>(new RowKey(merchantId)))?.Names.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
            _wanted.Add(merchantId, wanted);
        }

        if (!wanted.Contains(name))
            return;
        var announcement = new Announcement(name, JsonSerializer.SerializeToElement(facts(), JsonSerializerOptions.Web));
        _work.Session.Insert(OutboxMessage.Create(_work.Ids.Next(), merchantId, Announcement.MessageKind, JsonSerializer.Serialize(announcement, JsonSerializerOptions.Web), _work.Now));
    }
}
