using LoyaltyPortal.Earning;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Programmes;

/// <summary>Texts of the programmes room.</summary>
public sealed class ProgrammesText;

/// <summary>A published version for reading.</summary>
public sealed record ProgrammeView(int Number, DateTime PublishedAt, string Note, ProgrammeContent Content);

/// <summary>Reading the programme in force.</summary>
public sealed class ProgrammeService(LoyaltyDatabase database)
{
    /// <summary>The programme in force, compiled, for whoever acts by it; <see cref="Programme.None"/> while nothing was published.</summary>
    public async Task<Programme> InForceAsync(int merchantId, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchantId);
        return await CompiledProgrammes.InForceAsync(context, cancellation);
    }

    /// <summary>The newest version; number 0 without rules while nothing was published.</summary>
    public async Task<Result<ProgrammeView>> CurrentAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeProgramme) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var version = await context.Set<ProgrammeVersion>().AsNoTracking().OrderByDescending(version => version.Number).FirstOrDefaultAsync(cancellation);
        return version is null ? new ProgrammeView(0, default, "", ProgrammeContent.Empty) : new ProgrammeView(version.Number, version.PublishedAt, version.Note, CompiledProgrammes.Of(version).Content);
    }

    /// <summary>What the programme in force says of points: no secret, members are told.</summary>
    public async Task<PointsPolicy> PointsAsync(int merchantId, CancellationToken cancellation = default)
    {
        await using var context = database.ForMerchant(merchantId);
        return (await CompiledProgrammes.InForceAsync(context, cancellation)).Points;
    }
}
