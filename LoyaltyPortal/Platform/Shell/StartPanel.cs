namespace LoyaltyPortal.Platform.Shell;

/// <summary>
/// Something that the start page shows at its top to who may see it, when there is reason to. Rooms register theirs:
/// <c>services.AddSingleton(new StartPanel(typeof(BooksNotice), Permission.ProveBooks, 10))</c>.
/// </summary>
/// <param name="Component">Renders nothing when there is nothing to say.</param>
/// <param name="Order">Among the panels; the most urgent first.</param>
public sealed record StartPanel(Type Component, Access.Permission Permission, int Order)
{
    /// <summary>It stands below the day's figures: nothing is to be done about it now.</summary>
    public bool IsBelow { get; init; }
}
