using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyPortal.Platform.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Corrections : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "CorrectionReversed",
                table: "Purchases",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "PointsCorrected",
                table: "Purchases",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "CorrectionReversed",
                table: "PurchaseReturns",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "CorrectionReversed",
                table: "PurchaseReturnLines",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "Corrections",
                table: "BooksProofs",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "Redemptions",
                table: "BooksProofs",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "PurchaseCorrections",
                columns: table => new
                {
                    PurchaseId = table.Column<long>(type: "bigint", nullable: false),
                    SourceId = table.Column<long>(type: "bigint", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    AccountId = table.Column<long>(type: "bigint", nullable: false),
                    EntrySequence = table.Column<long>(type: "bigint", nullable: false),
                    Points = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PurchaseCorrections", x => new { x.PurchaseId, x.SourceId });
                });

            migrationBuilder.CreateIndex(
                name: "IX_PointsTransfers_ToMemberId_OccurredAt",
                table: "PointsTransfers",
                columns: new[] { "ToMemberId", "OccurredAt" });

            migrationBuilder.CreateIndex(
                name: "IX_PurchaseCorrections_AccountId_EntrySequence",
                table: "PurchaseCorrections",
                columns: new[] { "AccountId", "EntrySequence" });

            migrationBuilder.CreateIndex(
                name: "IX_PurchaseCorrections_MerchantId",
                table: "PurchaseCorrections",
                column: "MerchantId");

            // What was corrected before this was written down purchase by purchase: from the proposals that were posted, to the member or to whom it had been merged into by then, in
            // however many steps. Merges that were undone since count too, and each step is a later merge, so that no way is a circle.
            migrationBuilder.Sql(
                """
                WITH "Leads" ("MemberId", "AccountId", "MergeId") AS (
                    SELECT "MergedId", "SurvivorId", "Id" FROM "MemberMerges"
                    UNION ALL
                    SELECT l."MemberId", m."SurvivorId", m."Id" FROM "Leads" AS l INNER JOIN "MemberMerges" AS m ON m."MergedId" = l."AccountId" AND m."Id" > l."MergeId")
                INSERT INTO "PurchaseCorrections" ("PurchaseId", "SourceId", "MerchantId", "AccountId", "EntrySequence", "Points")
                SELECT part."purchaseId", t."RunId", t."MerchantId", e."AccountId", t."EntrySequence", part."points"
                FROM "TrialProposals" AS t CROSS APPLY OPENJSON(t."Parts") WITH ("purchaseId" bigint '$.purchaseId', "points" bigint '$.points', "leftOut" bit '$.leftOut') AS part
                INNER JOIN "LedgerEntries" AS e ON e."Sequence" = t."EntrySequence" AND e."Source" = 5 AND e."SourceId" = t."RunId" AND e."AccountId" = COALESCE(
                    (SELECT o."AccountId" FROM "LedgerEntries" AS o WHERE o."AccountId" = t."MemberId" AND o."Sequence" = t."EntrySequence" AND o."Source" = 5 AND o."SourceId" = t."RunId" AND o."Points" = t."PostedPoints"),
                    (SELECT MAX(l."AccountId") FROM "Leads" AS l INNER JOIN "LedgerEntries" AS s
                        ON s."AccountId" = l."AccountId" AND s."Sequence" = t."EntrySequence" AND s."Source" = 5 AND s."SourceId" = t."RunId" AND s."Points" = t."PostedPoints" WHERE l."MemberId" = t."MemberId"))
                WHERE t."State" = 3 AND part."leftOut" IS NULL
                OPTION (MAXRECURSION 0);
                """);

            migrationBuilder.Sql(
                """
                UPDATE "Purchases" SET "PointsCorrected" = (SELECT SUM(c."Points") FROM "PurchaseCorrections" AS c WHERE c."PurchaseId" = "Purchases"."Id")
                WHERE "Id" IN (SELECT "PurchaseId" FROM "PurchaseCorrections");
                """);

            // Friends brought count from now on: who has brought some is counted anew.
            migrationBuilder.Sql(
                """
                UPDATE "Goals" SET "Stamp" = "Stamp" + 1 WHERE "Criterion" = 'referrals' AND "State" = 2;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "PurchaseCorrections");

            migrationBuilder.DropIndex(
                name: "IX_PointsTransfers_ToMemberId_OccurredAt",
                table: "PointsTransfers");

            migrationBuilder.DropColumn(
                name: "CorrectionReversed",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "PointsCorrected",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "CorrectionReversed",
                table: "PurchaseReturns");

            migrationBuilder.DropColumn(
                name: "CorrectionReversed",
                table: "PurchaseReturnLines");

            migrationBuilder.DropColumn(
                name: "Corrections",
                table: "BooksProofs");

            migrationBuilder.DropColumn(
                name: "Redemptions",
                table: "BooksProofs");
        }
    }
}
