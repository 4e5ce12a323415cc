using System.Collections.Concurrent;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Data.Writing;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Programmes;

/// <summary>Compiled programmes by their stored content, which never changes; so the cache is never stale, in any process.</summary>
public static class CompiledProgrammes
{
    private const int Most = 2_000;
    private static readonly ConcurrentDictionary<(int Number, string Content), Programme> Known = new();

    /// <summary>The programme in force, by what was published last.</summary>
    public static async Task<Programme> InForceAsync(LoyaltyDbContext context, CancellationToken cancellation = default) =>
        Of(await context.Set<ProgrammeVersion>().AsNoTracking().OrderByDescending(version => version.Number).FirstOrDefaultAsync(cancellation));

    public static Programme Of(ProgrammeVersion? version)
    {
        if (version is null)
            return Programme.None;
        if (Known.Count > Most)
            Known.Clear();
        return Known.GetOrAdd((version.Number, version.Content), static (_, version) => version.Compile(), version);
    }
}

/// <summary>The programme in force, on the recording road.</summary>
public sealed class ProgrammeBook
{
    private static readonly RowQuery<ProgrammeVersion> Newest = new RowQuery<ProgrammeVersion>().Where(nameof(ProgrammeVersion.MerchantId)).OrderByDescending(nameof(ProgrammeVersion.Number)).Take(1);
    private readonly Work _work;
    private readonly Dictionary<int, Programme> _current = [];

    private ProgrammeBook(Work work) => _work = work;

    public static ProgrammeBook In(Work work) => work.Book(static work => new ProgrammeBook(work));

    public async ValueTask<Programme> CurrentAsync(int merchantId)
    {
        if (_current.TryGetValue(merchantId, out var known))
            return known;
        var programme = CompiledProgrammes.Of((await _work.Session.ListAsync(Newest, merchantId)).FirstOrDefault());
        _current.Add(merchantId, programme);
        return programme;
    }
}
