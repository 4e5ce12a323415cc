using LoyaltyPortal.Benchmarks;

return args switch
{
    ["posting", .. var rest] => await PostingBenchmark.RunAsync(rest is [var rounds] ? int.Parse(rounds) : 5),
    ["growth", .. var sizes] => await GrowthBenchmark.RunAsync(SizesOf(sizes), RoundsOf),
    ["expiry", .. var sizes] => await ExpiryBenchmark.RunAsync(SizesOf(sizes), RoundsOf),
    ["tiers", .. var sizes] => await TierBenchmark.RunAsync(SizesOf(sizes), RoundsOf),
    ["whatif", .. var sizes] => await WhatIfBenchmark.RunAsync(SizesOf(sizes), RoundsOf),
    ["import", var file, .. var sizes] => await ImportBenchmark.RunAsync(file, SizesOf(sizes), RoundsOf),
    ["lookup", .. var sizes] => await LookupBenchmark.RunAsync(SizesOf(sizes)),
    ["reports", .. var sizes] => await ReportsBenchmark.RunAsync(SizesOf(sizes)),
    ["statements", .. var rest] => await StatementsBenchmark.RunAsync(rest is [var statements] ? int.Parse(statements) : 10_000),
    ["circuits", .. var rest] => await CircuitsBenchmark.RunAsync(rest is [var circuits] ? int.Parse(circuits) : 500),
    _ => Usage(),
};

static int[] SizesOf(string[] sizes) => sizes.Length == 0 ? [10_000, 100_000, 1_000_000] : [.. sizes.Select(int.Parse)];

// What takes minutes each time may be asked for fewer times: the table says how often.
static int RoundsOf(int size) => size > 200_000 && int.TryParse(Environment.GetEnvironmentVariable("LARGE_ROUNDS"), out var rounds) ? rounds : 5;

static int Usage()
{
    Console.Error.WriteLine("""
        usage: dotnet run -c Release --project LoyaltyPortal.Tests/Benchmarks -- posting [ROUNDS] | growth [SIZE …] | expiry [SIZE …] | tiers [SIZE …] | whatif [SIZE …] | import FILE [SIZE …] | lookup [SIZE …] | reports [SIZE …] | statements [COUNT] | circuits [COUNT]
        Five rounds each; LARGE_ROUNDS in the environment sets another number for sizes over 200,000.
        """);
    return 2;
}
