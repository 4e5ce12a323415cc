using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyPortal.Platform.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class MoneyGrade : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Currency",
                table: "Purchases",
                type: "TEXT",
                maxLength: 3,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "CurrencyNet",
                table: "Purchases",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "CurrencyReturnedNet",
                table: "Purchases",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "EntryAccountId",
                table: "Purchases",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "LotSequence",
                table: "Purchases",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "PaidWithPoints",
                table: "Purchases",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "PointsRedeemed",
                table: "Purchases",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "PointsRestored",
                table: "Purchases",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "RateBillionths",
                table: "Purchases",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Currency",
                table: "PurchaseReturns",
                type: "TEXT",
                maxLength: 3,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "CurrencyNet",
                table: "PurchaseReturns",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "PaidWithPoints",
                table: "PurchaseReturns",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "PointsRestored",
                table: "PurchaseReturns",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "EntryAccountId",
                table: "PurchaseReturnLines",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "PaidWithPoints",
                table: "PurchaseReturnLines",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "PointsRestored",
                table: "PurchaseReturnLines",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "PaidWithPoints",
                table: "PurchaseLines",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "PointsRedeemed",
                table: "PurchaseLines",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "OpenFrom",
                table: "PointsAccounts",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "MergedInto",
                table: "Members",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Amount",
                table: "MemberActions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "EntrySequence",
                table: "MemberActions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Evidence",
                table: "MemberActions",
                type: "TEXT",
                maxLength: 1000,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "EvidenceKind",
                table: "MemberActions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Explanation",
                table: "MemberActions",
                type: "TEXT",
                maxLength: -1,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ReportedBy",
                table: "MemberActions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Source",
                table: "MemberActions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SourceEvent",
                table: "MemberActions",
                type: "TEXT",
                maxLength: 80,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Subject",
                table: "MemberActions",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "IsUsedUp",
                table: "Lots",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "AvailableFrom",
                table: "LedgerEntries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "EarnedAt",
                table: "LedgerEntries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ExpiresAt",
                table: "LedgerEntries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ExtendsTo",
                table: "LedgerEntries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "GraceUntil",
                table: "LedgerEntries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RefersTo",
                table: "LedgerEntries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "BirthdayRuns",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    Day = table.Column<int>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BirthdayRuns", x => x.MerchantId);
                });

            migrationBuilder.CreateTable(
                name: "PointsAdjustments",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false),
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    MemberId = table.Column<long>(type: "INTEGER", nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    Points = table.Column<long>(type: "INTEGER", nullable: false),
                    ReasonCode = table.Column<int>(type: "INTEGER", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    AskedBy = table.Column<long>(type: "INTEGER", nullable: true),
                    AskedByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    AskedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    DecidedBy = table.Column<long>(type: "INTEGER", nullable: true),
                    DecidedByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    DecidedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Note = table.Column<string>(type: "TEXT", maxLength: 300, nullable: true),
                    EntrySequence = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PointsAdjustments", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ProgrammeDrafts",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    Content = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    BasedOn = table.Column<int>(type: "INTEGER", nullable: false),
                    EditedBy = table.Column<long>(type: "INTEGER", nullable: true),
                    EditedByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    EditedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ProgrammeDrafts", x => x.MerchantId);
                });

            migrationBuilder.CreateIndex(
                name: "IX_PurchaseReturnLines_PurchaseId",
                table: "PurchaseReturnLines",
                column: "PurchaseId");

            migrationBuilder.CreateIndex(
                name: "IX_Members_MerchantId_BirthDate",
                table: "Members",
                columns: new[] { "MerchantId", "BirthDate" });

            migrationBuilder.CreateIndex(
                name: "IX_Members_MergedInto",
                table: "Members",
                column: "MergedInto");

            migrationBuilder.CreateIndex(
                name: "IX_MemberActions_MemberId_Action_SourceEvent",
                table: "MemberActions",
                columns: new[] { "MemberId", "Action", "SourceEvent" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PointsAdjustments_MemberId",
                table: "PointsAdjustments",
                column: "MemberId");

            migrationBuilder.CreateIndex(
                name: "IX_PointsAdjustments_MerchantId_State_AskedAt",
                table: "PointsAdjustments",
                columns: new[] { "MerchantId", "State", "AskedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "BirthdayRuns");

            migrationBuilder.DropTable(
                name: "PointsAdjustments");

            migrationBuilder.DropTable(
                name: "ProgrammeDrafts");

            migrationBuilder.DropIndex(
                name: "IX_PurchaseReturnLines_PurchaseId",
                table: "PurchaseReturnLines");

            migrationBuilder.DropIndex(
                name: "IX_Members_MerchantId_BirthDate",
                table: "Members");

            migrationBuilder.DropIndex(
                name: "IX_Members_MergedInto",
                table: "Members");

            migrationBuilder.DropIndex(
                name: "IX_MemberActions_MemberId_Action_SourceEvent",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "Currency",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "CurrencyNet",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "CurrencyReturnedNet",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "EntryAccountId",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "LotSequence",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "PaidWithPoints",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "PointsRedeemed",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "PointsRestored",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "RateBillionths",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "Currency",
                table: "PurchaseReturns");

            migrationBuilder.DropColumn(
                name: "CurrencyNet",
                table: "PurchaseReturns");

            migrationBuilder.DropColumn(
                name: "PaidWithPoints",
                table: "PurchaseReturns");

            migrationBuilder.DropColumn(
                name: "PointsRestored",
                table: "PurchaseReturns");

            migrationBuilder.DropColumn(
                name: "EntryAccountId",
                table: "PurchaseReturnLines");

            migrationBuilder.DropColumn(
                name: "PaidWithPoints",
                table: "PurchaseReturnLines");

            migrationBuilder.DropColumn(
                name: "PointsRestored",
                table: "PurchaseReturnLines");

            migrationBuilder.DropColumn(
                name: "PaidWithPoints",
                table: "PurchaseLines");

            migrationBuilder.DropColumn(
                name: "PointsRedeemed",
                table: "PurchaseLines");

            migrationBuilder.DropColumn(
                name: "OpenFrom",
                table: "PointsAccounts");

            migrationBuilder.DropColumn(
                name: "MergedInto",
                table: "Members");

            migrationBuilder.DropColumn(
                name: "Amount",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "EntrySequence",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "Evidence",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "EvidenceKind",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "Explanation",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "ReportedBy",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "Source",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "SourceEvent",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "Subject",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "IsUsedUp",
                table: "Lots");

            migrationBuilder.DropColumn(
                name: "AvailableFrom",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "EarnedAt",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "ExpiresAt",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "ExtendsTo",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "GraceUntil",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "RefersTo",
                table: "LedgerEntries");
        }
    }
}
