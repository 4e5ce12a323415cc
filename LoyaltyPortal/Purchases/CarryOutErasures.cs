using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Purchases;

/// <summary>
/// Forgets who asked to be forgotten and did not think better of it. First the books, on the recording road and in one transaction; then what the rooms wrote
/// of the person, which may be done again after a crash; then the sign-in, where it opens nothing any more.
/// </summary>
internal sealed class CarryOutErasures(LoyaltyDatabase database, CommandQueue queue, IServiceScopeFactory scopes, TimeProvider clock, ILogger<CarryOutErasures> log) : IJob
{
    private const int PageSize = 200;

    public string Name => "carry-out-erasures";

    public TimeSpan Every => TimeSpan.FromMinutes(15);

    public async Task RunAsync(CancellationToken cancellation)
    {
        var now = clock.UtcNow();
        foreach (var merchantId in await database.MerchantsWithAsync<ErasureRequest>(request => request.State == ErasureState.Erased || (request.State == ErasureState.Waiting && request.DueAt <= now), cancellation))
        {
            foreach (var requestId in await DueAsync(merchantId, now, cancellation))
                await TryAsync(merchantId, requestId, cancellation);
        }
    }

    private async Task<List<long>> DueAsync(int merchantId, DateTime now, CancellationToken cancellation)
    {
        await using var context = database.ForMerchant(merchantId);
        return await context.Set<ErasureRequest>()
            .Where(request => request.State == ErasureState.Erased || (request.State == ErasureState.Waiting && request.DueAt <= now))
            .OrderBy(request => request.DueAt).ThenBy(request => request.Id).Take(PageSize).Select(request => request.Id).ToListAsync(cancellation);
    }

    /// <summary>One that fails does not hold up the others; it is tried again at the next run.</summary>
    private async Task TryAsync(int merchantId, long requestId, CancellationToken cancellation)
    {
        try
        {
            if (!(await queue.ExecuteAsync(new EraseMember { MerchantId = merchantId, RequestId = requestId }, cancellation)).Try(out _, out var failure))
            {
                log.LogError("Erasure {Request} of merchant {Merchant} could not be carried out: {Code}.", requestId, merchantId, failure.Code);
                return;
            }

            await CleanAsync(merchantId, requestId, cancellation);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            log.LogError(exception, "Erasure {Request} of merchant {Merchant} could not be carried out.", requestId, merchantId);
        }
    }

    private async Task CleanAsync(int merchantId, long requestId, CancellationToken cancellation)
    {
        await using var context = database.ForMerchant(merchantId);
        if (await context.Set<ErasureRequest>().FirstOrDefaultAsync(request => request.Id == requestId, cancellation) is not { State: ErasureState.Erased } request)
            return;
        var family = await MergedMembers.FamilyAsync(context, request.MemberId, cancellation);
        var scope = new PersonalScope(merchantId, family);
        await using (var services = scopes.CreateAsyncScope())
        {
            foreach (var personal in services.ServiceProvider.GetServices<IPersonalData>().OrderBy(personal => personal.Order))
                await personal.ForgetAsync(context, scope, cancellation);
        }

        var merged = await context.Set<Member>().Where(member => family.Contains(member.Id) && member.UserId != null).ToListAsync(cancellation);
        foreach (var userId in merged.Select(member => member.UserId).Append(request.UserId).OfType<long>().Distinct())
            await ForgetSignInAsync(userId, family, cancellation);
        merged.ForEach(member => member.ForgetSignIn());
        request.Clean();
        await context.SaveChangesAsync(cancellation);
    }

    /// <summary>The sign-in goes with its last wallet. Whoever has another one, or works for somebody, keeps it.</summary>
    private async Task ForgetSignInAsync(long userId, List<long> forgotten, CancellationToken cancellation)
    {
        if ((await database.MerchantsWithAsync<Member>(member => member.UserId == userId && !forgotten.Contains(member.Id), cancellation)).Count > 0)
            return;
        await using var platform = database.ForPlatform();
        if (await platform.Set<StaffMember>().AnyAsync(staff => staff.UserId == userId, cancellation))
            return;
        await platform.Users.Where(user => user.Id == userId && !user.IsOperator).ExecuteDeleteAsync(cancellation);
    }
}
