using System.Globalization;
using System.Text;
using LoyaltyPortal.Events;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Export;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Purchases.Attendance;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Till;

/// <summary>The people of an event as a file.</summary>
internal static class AttendeeFile
{
    public static async Task<IResult> WriteAsync(
        [FromRoute(Name = MerchantRoute.Parameter)] string merchant, long id, HttpContext http, WorkspaceScope scope, EventService events, EventDesk desk, IStringLocalizer<EventsText> text, CancellationToken cancellation)
    {
        if (await scope.EnterAsync(merchant, http.User, cancellation: cancellation) is not { } workspace || !(await events.FindAsync(workspace.Actor, id, cancellation)).Succeeded)
            return Results.NotFound();
        return Results.Stream(async stream =>
        {
            // The byte order mark is what tells a spreadsheet that this is UTF-8.
            await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
            await writer.WriteAsync(Csv.Row(((string[])["Name", "Contact", "State", "Order", "Registered", "Source", "CheckedIn", "Points"]).Select(column => text["Csv." + column].Value)));
            await foreach (var row in desk.AllAsync(workspace.Actor, id, cancellation))
                await writer.WriteAsync(Csv.Row(row.Name, row.Contact, text["Place." + row.State], Number(row.Number), Time(row.RegisteredAt), text["Source." + row.Source], row.CheckedInAt is { } at ? Time(at) : null, row.Points is { } points ? Number(points) : null));
        }, Csv.ContentType, "attendees.csv");

        string Time(DateTime at) => scope.Current!.Merchant.Zone.ToLocal(at).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
