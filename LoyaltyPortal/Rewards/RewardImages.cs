using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace LoyaltyPortal.Rewards;

/// <summary>Pictures of rewards: bounded, and known for what they are by their first bytes, not by what they call themselves.</summary>
public sealed class RewardImages(LoyaltyDatabase database, IdGenerator ids, TimeProvider clock)
{
    /// <summary>Bytes of one picture.</summary>
    public const int MostBytes = 1_000_000;

    private const int MostPictures = 2_000;

    /// <summary>Keeps a picture.</summary>
    /// <returns>Its id; or <c>reward_image</c> when it is none, or too large.</returns>
    public async Task<Result<long>> AddAsync(Actor actor, byte[] bytes)
    {
        if (actor.Lacks(Permission.ChangeProgramme) is { } refusal)
            return refusal;
        if (bytes.Length > MostBytes || TypeOf(bytes) is not { } type)
            return RewardErrors.Image();
        await using var context = database.ForMerchant(actor.MerchantId);
        if (await context.Set<RewardImage>().CountAsync() >= MostPictures)
            return RewardErrors.Setting("reward_too_many");
        var image = RewardImage.Of(ids.Next(), actor.MerchantId, type, bytes, clock.UtcNow());
        context.Add(image);
        await context.SaveChangesAsync();
        return image.Id;
    }

    /// <summary>The media type by the first bytes; null for anything but JPEG, PNG, WebP and GIF. No SVG: it can carry a script.</summary>
    public static string? TypeOf(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => "image/png",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => "image/gif",
        _ => null,
    };

    /// <summary>Serves a picture to anybody. It never changes under its address, so that browsers keep it.</summary>
    internal static async Task<IResult> ServeAsync(string merchant, long id, RewardImages images, MerchantDirectory directory, HttpContext http)
    {
        if (await directory.FindAsync(merchant, http.RequestAborted) is not { } owner || await images.FindAsync(owner.Id, id, http.RequestAborted) is not { } image)
            return Results.NotFound();
        var tag = new EntityTagHeaderValue(FormattableString.Invariant($"\"{id:x}\""));
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(image.Bytes, image.ContentType, entityTag: tag);
    }

    private async Task<RewardImage?> FindAsync(int merchantId, long id, CancellationToken cancellation)
    {
        await using var context = database.ForMerchant(merchantId);
        return await context.Set<RewardImage>().AsNoTracking().FirstOrDefaultAsync(image => image.Id == id, cancellation);
    }
}
