using System.Globalization;
using System.Text;
using LoyaltyPortal.Events;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases.Attendance;
using Microsoft.AspNetCore.Mvc;

namespace LoyaltyPortal.Wallet;

/// <summary>An event as a file for the member's own calendar.</summary>
internal static class WalletCalendar
{
    public static async Task<IResult> FileAsync(
        [FromRoute(Name = MerchantRoute.Parameter)] string merchant, long id, HttpContext http, WalletScope scope, OwnEvents own, PortalAddress portal, TimeProvider clock, CancellationToken cancellation)
    {
        if (await scope.EnterAsync(merchant, http.User, cancellation) is not { } place || await own.FindAsync(place.Merchant, place.Member.Id, id, cancellation) is not { } view)
            return Results.NotFound();
        var url = portal.To(string.Create(CultureInfo.InvariantCulture, $"/w/{place.Merchant.Slug}/events/{id}"));
        var file = EventCalendar.Write(place.Merchant.Id, view.Event, EventPlaces.Say(view.Event, place.Merchant), url, clock.UtcNow());
        return Results.File(Encoding.UTF8.GetBytes(file), EventCalendar.ContentType, "event.ics");
    }
}
