using System.Text.Json;
using LoyaltyPortal.Imports.Reading;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Imports.Pages;

/// <summary>Holds a mapping while it is being made. Every change is kept with the import at once.</summary>
public sealed partial class MapStep : IDisposable
{
    private readonly CancellationTokenSource closing = new();
    private IReadOnlyList<FileColumn> columns = [];
    private ColumnMapping mapping = default!;
    private SniffResult? sniffed;
    private PreviewResult? preview;
    private string? problem;
    private long entered;
    private int storeId;
    private int saving;

    [Inject]
    public required ImportService Imports { get; init; }

    [Inject]
    public required ImportWords Words { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required IStringLocalizer<ImportsText> Text { get; init; }

    [Parameter, EditorRequired]
    public required ImportView Import { get; set; }

    [Parameter, EditorRequired]
    public required Workspace Workspace { get; set; }

    [Parameter]
    public bool Busy { get; set; }

    [Parameter]
    public EventCallback OnCheck { get; set; }

    /// <summary>A change could not be kept.</summary>
    [Parameter]
    public EventCallback<Failure> OnRefused { get; set; }

    private IReadOnlyList<string> Missing =>
    [
        .. mapping.Validate().Where(wrong => wrong.Code == ReadCodes.FieldNotMapped)
            .Select(wrong => Words.Column(wrong.Column)),
        .. mapping.Validate().Where(wrong => wrong.Code != ReadCodes.FieldNotMapped).Select(Words.Say),
    ];

    protected override async Task OnParametersSetAsync()
    {
        if (entered != Import.Id)
        {
            (entered, mapping, storeId) = (Import.Id, Import.Mapping, Import.StoreId);
            if ((await Imports.SniffAsync(Workspace.Actor, Import.Id, closing.Token)).Try(out var looked, out var refused))
                (sniffed, problem) = (looked, looked.Error is { } error ? Words.Say(error) : null);
            else
                problem = Failures.Say(refused);
            await ReadAsync();
        }
        else if (saving == 0 && (Import.StoreId != storeId || !IsSame(Import.Mapping, mapping)))
        {
            (mapping, storeId) = (Import.Mapping, Import.StoreId); // somebody changes it in another browser
            await ReadAsync();
        }
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task UsePresetAsync(string key)
    {
        mapping = Presets.Find(key)!.Map(sniffed!);
        await KeepAsync();
        await ReadAsync();
    }

    private async Task ChangeAsync(ColumnMapping changed)
    {
        mapping = changed;
        await KeepAsync();
        await PreviewAsync();
    }

    /// <summary>Another separator or encoding makes other columns, and so another fingerprint.</summary>
    private async Task RewriteAsync(ColumnMapping changed)
    {
        if (!(await Imports.ColumnsAsync(Workspace.Actor, Import.Id, changed, closing.Token)).Try(out var found, out var refused))
        {
            await OnRefused.InvokeAsync(refused);
            return;
        }

        columns = found;
        mapping = changed with
        {
            HeaderFingerprint = ColumnMapping.FingerprintOf([.. found.Select(column => column.Heading)]),
            Columns = changed.Columns.Where(column => column.Value < found.Count).ToDictionary(column => column.Key, column => column.Value),
        };
        await KeepAsync();
        await PreviewAsync();
    }

    private async Task MoveAsync(int store)
    {
        storeId = store;
        await KeepAsync();
    }

    private async Task KeepAsync()
    {
        saving++;
        try
        {
            if ((await Imports.MapAsync(Workspace.Actor, Import.Id, mapping, storeId)).Failure is { } refused)
                await OnRefused.InvokeAsync(refused);
        }
        finally
        {
            saving--;
        }
    }

    private async Task ReadAsync()
    {
        if ((await Imports.ColumnsAsync(Workspace.Actor, Import.Id, mapping, closing.Token)).Try(out var found, out _))
            columns = found;
        await PreviewAsync();
    }

    private async Task PreviewAsync()
    {
        var asked = mapping;
        var read = await Imports.PreviewAsync(Workspace.Actor, Import.Id, asked, cancellation: closing.Token);
        if (read.Succeeded && ReferenceEquals(asked, mapping))
            preview = read.Value;
    }

    private static bool IsSame(ColumnMapping one, ColumnMapping other) =>
        ReferenceEquals(one, other) || JsonSerializer.Serialize(one) == JsonSerializer.Serialize(other);
}
