using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Results;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Imports.Pages;

/// <summary>Takes a file and streams it into the database.</summary>
public sealed partial class ImportUpload : IDisposable
{
    private static readonly TimeSpan ShowEvery = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource closing = new();
    private CancellationTokenSource? cancelling;
    private IBrowserFile? file;
    private string? problem;
    private string? problemName;
    private long sent;
    private long shown;
    private int attempt;
    private int storeId;
    private bool over;

    [Inject]
    public required ImportService Imports { get; init; }

    [Inject]
    public required ImportWords Words { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required IStringLocalizer<ImportsText> Text { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Inject]
    public required ILogger<ImportUpload> Log { get; init; }

    [Parameter, EditorRequired]
    public required MerchantView Merchant { get; set; }

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    [Parameter]
    public int? HomeStoreId { get; set; }

    /// <summary>Gets the new import.</summary>
    [Parameter]
    public EventCallback<long> OnUploaded { get; set; }

    protected override void OnParametersSet()
    {
        if (Merchant.OpenStores.All(store => store.Id != storeId))
            storeId = Merchant.OpenStores.FirstOrDefault(store => store.Id == HomeStoreId)?.Id ?? Merchant.OpenStores.FirstOrDefault()?.Id ?? 0;
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task TakeAsync(InputFileChangeEventArgs change)
    {
        if (file is not null)
            return;
        (file, sent, shown, problem, problemName, over) = (change.File, 0, Clock.GetTimestamp(), null, change.File.Name, false);
        attempt++; // a fresh input, so that the same file can be chosen again
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(closing.Token);
        cancelling = cancel;
        try
        {
            if (file.Size > ImportService.MostUploadBytes)
            {
                problem = Failures.Say(ImportErrors.UploadTooLarge(ImportService.MostUploadBytes >> 20));
                return;
            }

            await using var stream = new CountedStream(file.OpenReadStream(ImportService.MostUploadBytes, cancel.Token), Show);
            if ((await Imports.UploadAsync(Actor, file.Name, stream, storeId, cancel.Token)).Try(out var importId, out var refused))
                await OnUploaded.InvokeAsync(importId);
            else
                problem = Failures.Say(refused);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The reader thought better of it, or left; nothing is kept.
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or Microsoft.JSInterop.JSException)
        {
            Log.LogWarning(exception, "An upload broke off.");
            problem = Text["Upload.Broken"];
        }
        finally
        {
            file = null;
            cancelling = null;
        }
    }

    private void Cancel() => cancelling?.Cancel();

    private void Show(long bytes)
    {
        sent = bytes;
        if (Clock.GetElapsedTime(shown) < ShowEvery)
            return;
        shown = Clock.GetTimestamp();
        _ = InvokeAsync(StateHasChanged);
    }

    /// <summary>Tells how much of the file has come.</summary>
    private sealed class CountedStream(Stream inner, Action<long> count) : OneWayStream
    {
        private long _taken;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            count(_taken += read);
            return read;
        }

        public override async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            await base.DisposeAsync();
        }
    }
}
