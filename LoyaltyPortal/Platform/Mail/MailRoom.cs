using LoyaltyPortal.Platform.Outbox;

namespace LoyaltyPortal.Platform.Mail;

/// <summary>Letters. A room registers its own: <c>services.AddScoped&lt;ILetterTemplate, WelcomeLetter&gt;()</c>.</summary>
public static class MailRoom
{
    public static IServiceCollection AddMail(this IServiceCollection services) => services
        .AddSingleton<MailSender>()
        .AddSingleton<PortalAddress>()
        .AddScoped<IOutboxHandler, LetterHandler>();
}
