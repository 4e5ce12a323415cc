using LoyaltyPortal.Platform.Mail;

namespace LoyaltyPortal.Events;

/// <summary>Events that members come to, and products that some of them may buy before others.</summary>
public static class EventsRoom
{
    public static IServiceCollection AddEvents(this IServiceCollection services) => services
        .AddSingleton<EventService>()
        .AddSingleton<AccessService>()
        .AddScoped<ILetterTemplate, EventLetter>();
}
