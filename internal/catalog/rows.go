package catalog

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"uketsuke/internal/store"
	"uketsuke/internal/yen"
)

// batchRows keeps an INSERT below the engines' limits on parameters.
const batchRows = 500

type productRecord struct {
	Code string `gorm:"primaryKey"`
	Body string
}

func (productRecord) TableName() string { return "catalog_product" }

type priceRecord struct {
	Edition string `gorm:"primaryKey"`
	Code    string `gorm:"primaryKey"`
	Price   int64
	Page    string
}

func (priceRecord) TableName() string { return "catalog_price" }

type settingsRecord struct {
	ID   int `gorm:"primaryKey"`
	Body string
}

func (settingsRecord) TableName() string { return "catalog_settings" }

// versionOf is the number of the last load; 0 before the first.
func versionOf(db *gorm.DB) (int64, error) {
	var v int64
	err := db.Raw(`SELECT version FROM catalog_version WHERE id = 1`).Scan(&v).Error
	return v, err
}

// lockVersion holds off every other load until the transaction ends.
func lockVersion(tx *store.Tx) (int64, error) {
	var v int64
	err := tx.ForUpdate().Table("catalog_version").Select("version").Where("id = ?", 1).Take(&v).Error
	return v, err
}

// stored reads the whole catalog.
func stored(db *gorm.DB) (c content, settingsBody string, err error) {
	var products []productRecord
	var prices []priceRecord
	var settings settingsRecord
	if err := db.Find(&products).Error; err != nil {
		return c, "", err
	}
	if err := db.Find(&prices).Error; err != nil {
		return c, "", err
	}
	err = db.Where("id = ?", 1).Take(&settings).Error
	if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
		return c, "", err
	}
	c.products = make([]Product, len(products))
	for i, r := range products {
		if err := json.Unmarshal([]byte(r.Body), &c.products[i]); err != nil {
			return c, "", fmt.Errorf("catalog: product %s: %w", r.Code, err)
		}
	}
	c.prices = map[string]map[string]Price{}
	for _, r := range prices {
		if c.prices[r.Edition] == nil {
			c.prices[r.Edition] = map[string]Price{}
		}
		c.prices[r.Edition][r.Code] = Price{Code: r.Code, Price: yen.Yen(r.Price), Page: r.Page}
	}
	if settings.Body != "" {
		err = json.Unmarshal([]byte(settings.Body), &c.settings)
	} else {
		err = nil
	}
	return c, settings.Body, err
}

// readContent reads a catalog of one version without holding a lock: if a load
// committed meanwhile, it reads again.
func readContent(ctx context.Context, db *store.DB) (content, error) {
	for {
		before, err := versionOf(db.Read(ctx))
		if err != nil {
			return content{}, err
		}
		c, _, err := stored(db.Read(ctx))
		if err != nil {
			return content{}, err
		}
		after, err := versionOf(db.Read(ctx))
		if err != nil {
			return content{}, err
		}
		if c.version = after; before == after {
			return c, nil
		}
	}
}

// write takes the changed rows in.
func write(tx *store.Tx, products []Product, prices []priceRecord, settings string) error {
	rows := make([]productRecord, len(products))
	for i, p := range products {
		body, err := json.Marshal(p)
		if err != nil {
			return fmt.Errorf("catalog: %w", err)
		}
		rows[i] = productRecord{Code: p.Code, Body: string(body)}
	}
	if len(rows) > 0 {
		if err := upsert(tx, "code").CreateInBatches(rows, batchRows).Error; err != nil {
			return err
		}
	}
	if len(prices) > 0 {
		if err := upsert(tx, "edition", "code").CreateInBatches(prices, batchRows).Error; err != nil {
			return err
		}
	}
	if settings != "" {
		return upsert(tx, "id").Create(&settingsRecord{ID: 1, Body: settings}).Error
	}
	return nil
}

// upsert replaces the row with the same key.
func upsert(tx *store.Tx, key ...string) *gorm.DB {
	columns := make([]clause.Column, len(key))
	for i, k := range key {
		columns[i] = clause.Column{Name: k}
	}
	return tx.Clauses(clause.OnConflict{Columns: columns, UpdateAll: true})
}
