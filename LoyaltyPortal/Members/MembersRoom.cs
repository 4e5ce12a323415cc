namespace LoyaltyPortal.Members;

/// <summary>The people who are enrolled with a merchant: finding them, seeing them, changing what is known of them.</summary>
public static class MembersRoom
{
    public static IServiceCollection AddMembers(this IServiceCollection services) => services
        .AddSingleton<MemberLookup>()
        .AddSingleton<MemberService>()
        .AddSingleton<MemberPlaces>()
        .AddSingleton<PreferencesService>()
        .AddSingleton<ErasureService>()
        .AddScoped<IPersonalData, MemberPersonalData>();
}
