using LoyaltyPortal.Benchmarks;

return args switch
{
    ["posting", .. var rest] => await PostingBenchmark.RunAsync(rest is [var rounds] ? int.Parse(rounds) : 5),
    ["growth", .. var sizes] => await GrowthBenchmark.RunAsync(SizesOf(sizes), 5),
    ["expiry", .. var sizes] => await ExpiryBenchmark.RunAsync(SizesOf(sizes)),
    ["import", var file, .. var rest] => await ImportBenchmark.RunAsync(file, rest is [var rounds] ? int.Parse(rounds) : 1),
    ["lookup", .. var sizes] => await LookupBenchmark.RunAsync(SizesOf(sizes)),
    ["circuits", .. var rest] => await CircuitsBenchmark.RunAsync(rest is [var circuits] ? int.Parse(circuits) : 500),
    _ => Usage(),
};

static int[] SizesOf(string[] sizes) => sizes.Length == 0 ? [10_000, 100_000, 1_000_000] : [.. sizes.Select(int.Parse)];

static int Usage()
{
    Console.Error.WriteLine("usage: dotnet run -c Release --project LoyaltyPortal.Tests/Benchmarks -- posting [ROUNDS] | growth [SIZE …] | expiry [SIZE …] | import FILE [ROUNDS] | lookup [SIZE …] | circuits [COUNT]");
    return 2;
}
