using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Shell;

namespace LoyaltyPortal.Events;

/// <summary>Events that members come to, and products that some of them may buy before others.</summary>
public static class EventsRoom
{
    public static IServiceCollection AddEvents(this IServiceCollection services) => services
        .AddSingleton<EventService>()
        .AddSingleton<AccessService>()
        .AddScoped<Members.IPersonalData, EventsPersonalData>()
        .AddScoped<ILetterTemplate, EventLetter>()
        .AddSingleton(new NavItem("Events", "Programme", "event", static slug => $"/m/{slug}/events", nameof(Permission.SeeProgramme), 60));
}
