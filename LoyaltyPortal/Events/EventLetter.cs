using System.Globalization;
using System.Text.Json;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Events;

/// <summary>
/// Tells of an event that somebody has a place at: a seat came free, another time or place, called off. They asked for the place, so they are told whether or not they
/// allow letters besides. What no longer is so when it is written is not written.
/// </summary>
internal sealed class EventLetter(LoyaltyDatabase database, MerchantDirectory directory, PortalAddress portal, IStringLocalizer<EventsText> text) : ILetterTemplate
{
    public const string TemplateName = "event";
    public const string Promoted = "Promoted";
    public const string Changed = "Changed";
    public const string Cancelled = "Cancelled";

    public string Name => TemplateName;

    public async Task<Letter?> WriteAsync(int merchantId, JsonElement payload, CancellationToken cancellation)
    {
        var (eventId, memberId, about) = (payload.GetProperty("eventId").GetInt64(), payload.GetProperty("memberId").GetInt64(), payload.GetProperty("about").GetString()!);
        await using var context = database.ForMerchant(merchantId);
        var planned = await context.Set<MemberEvent>().AsNoTracking().FirstOrDefaultAsync(planned => planned.Id == eventId, cancellation);
        var place = await context.Set<EventRegistration>().AsNoTracking().FirstOrDefaultAsync(place => place.EventId == eventId && place.MemberId == memberId, cancellation);
        if (planned is null || place is null || !StillSo(about, planned, place))
            return null;
        var member = await MergedMembers.FindAsync(context, memberId, cancellation);
        if (member is not { Status: MemberStatus.Active, Email: { } email } || await directory.FindAsync(merchantId, cancellation) is not { } merchant)
            return null;
        var wish = await context.Set<MemberPreferences>().AsNoTracking().Where(preferences => preferences.MemberId == member.Id).Select(preferences => preferences.Language).FirstOrDefaultAsync(cancellation);
        var locale = new Addressee(member.Id, member.Code, member.Name, email, wish).LocaleOr(merchant.Settings.Locale);
        using (new SpeakingTo(locale))
        {
            var when = When(planned, merchant.Zone);
            var where = EventPlaces.Say(planned.Place, planned.StoreId, merchant);
            List<string> lines = [text["Letter.Hello", member.Name], text[$"Letter.{about}", planned.Title, when, where]];
            if (about == Cancelled && await PaidAsync(context, place, cancellation) is > 0 and var points)
                lines.Add(text["Letter.Cancelled.Points", points.ToString("N0", CultureInfo.CurrentCulture), merchant.Settings.PointsName]);
            return new Letter(email, member.Name, merchant.Name, merchant.Settings.BrandColour, locale, text[$"Letter.{about}.Subject", planned.Title], lines)
            {
                Button = (text["Letter.Button"], portal.To($"/w/{merchant.Slug}/events/{eventId.ToString(CultureInfo.InvariantCulture)}")),
                Foot = text["Letter.Foot", merchant.Name],
            };
        }
    }

    /// <summary>The points that a place was paid for with; 0 where none were, or were only kept for it.</summary>
    private static async Task<long> PaidAsync(LoyaltyDbContext context, EventRegistration place, CancellationToken cancellation) => place.RedemptionId is not { } id ? 0
        : await LedgerService.SpentAsync(context, place.MemberId, id, cancellation);

    private static bool StillSo(string about, MemberEvent planned, EventRegistration place) => about switch
    {
        Promoted => planned.State == EventState.Published && place.State == RegistrationState.Registered,
        Changed => planned.State == EventState.Published && place.IsOpen,
        _ => planned.State == EventState.Cancelled && place.State != RegistrationState.Left,
    };

    private static string When(MemberEvent planned, Zone zone) => zone.ToLocal(planned.StartsAt).ToString("dddd d MMMM yyyy, HH:mm", CultureInfo.CurrentCulture);
}
